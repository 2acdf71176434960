// What a setting may be, in words, out of its schema: for the message about a value that it may not have.
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

/** `a whole number between 1 and 1,000`, `one of: off, on` */
export const allowed = (schema: z.ZodType): string => inWords(z.toJSONSchema(schema) as Bounds);

function inWords({ type, enum: names, const: word, anyOf, minimum, exclusiveMinimum, maximum }: Bounds): string {
  if (anyOf) return anyOf.map(inWords).join(' or ');
  if (word !== undefined) return `'${word}'`;
  if (names) return `one of: ${names.join(', ')}`;
  const number = (value: number) => value.toLocaleString('en');
  const whole = type === 'integer';
  const kind = whole ? 'a whole number' : 'a number';
  const least = whole && exclusiveMinimum !== undefined ? exclusiveMinimum + 1 : minimum;
  if (maximum === undefined) return `${kind} of ${least} or more`;
  if (least === undefined) return `${kind} above ${exclusiveMinimum} and up to ${number(maximum)}`;
  return `${kind} between ${least} and ${number(maximum)}`;
}
