// Describes the allowed values of a setting in words, from its schema, for error messages.
import { z } from 'zod';

/** The part of JSON Schema that the settings use. */
interface Bounds {
  type?: string;
  enum?: string[];
  const?: string;
  anyOf?: Bounds[];
  minimum?: number;
  exclusiveMinimum?: number;
  maximum?: number;
}

/** For example `an integer between 1 and 1,000`, `one of: off, on`. */
export const allowed = (schema: z.ZodType): string => inWords(z.toJSONSchema(schema) as Bounds);

function inWords({ type, enum: names, const: word, anyOf, minimum, exclusiveMinimum, maximum }: Bounds): string {
  if (anyOf) return anyOf.map(inWords).join(' or ');
  if (word !== undefined) return `'${word}'`;
  if (names) return `one of: ${names.join(', ')}`;
  const number = (value: number) => value.toLocaleString('en');
  const whole = type === 'integer';
  const kind = whole ? 'an integer' : 'a number';
  const least = whole && exclusiveMinimum !== undefined ? exclusiveMinimum + 1 : minimum;
  if (maximum === undefined) return `${kind} of ${least} or more`;
  if (least === undefined) return `${kind} above ${exclusiveMinimum} and up to ${number(maximum)}`;
  return `${kind} between ${least} and ${number(maximum)}`;
}
