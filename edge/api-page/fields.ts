// Converts a JSON Schema to the rows of a table, one per field; nested fields are named `events[].id`.

export interface Schema {
  $ref?: string;
  type?: string;
  enum?: unknown[];
  const?: unknown;
  anyOf?: Schema[];
  /** Of a text of lines: what a line holds. */
  contentSchema?: Schema;
  items?: Schema;
  prefixItems?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  description?: string;
  default?: unknown;
  format?: string;
  pattern?: string;
  minLength?: number;
  maxLength?: number;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  minItems?: number;
  maxItems?: number;
  uniqueItems?: boolean;
}

export interface Field {
  name: string;
  required: boolean;
  /** `list of text`, `whole number or null`. */
  type: string;
  /** `1 to 128 characters`, `at most 100 members, all different`. */
  limits: string;
  about: string;
}

/** The named schemas of a document. */
export type NamedSchemas = Record<string, Schema>;

const resolved = (schema: Schema, named: NamedSchemas): Schema =>
  schema.$ref === undefined ? schema : (named[schema.$ref.split('/').at(-1)!] ?? {});

/** The fields of an object in order; each object or list of objects is followed by its own fields. */
export function fieldsOf(schema: Schema, named: NamedSchemas, before = ''): Field[] {
  const { properties = {}, required = [] } = resolved(schema, named);
  return Object.entries(properties).flatMap(([key, one]) => {
    const field = resolved(one, named);
    const name = `${before}${key}`;
    const row = { name, required: required.includes(key), ...describeField(one, named) };
    if (field.type === 'array') return [row, ...fieldsOf(field.items ?? {}, named, `${name}[].`)];
    const inner = field.anyOf?.find((option) => resolved(option, named).properties) ?? field;
    return [row, ...fieldsOf(inner, named, `${name}.`)];
  });
}

/** The type, limits and description of a value. */
export function describeField(schema: Schema, named: NamedSchemas): Omit<Field, 'name' | 'required'> {
  const field = resolved(schema, named);
  return {
    type: typeOf(field, named),
    limits: limitsOf(field, named).join(', '),
    about: schema.description ?? field.description ?? '',
  };
}

const TYPES: Record<string, string> = { string: 'text', integer: 'whole number', boolean: 'true or false' };

function typeOf(field: Schema, named: NamedSchemas): string {
  if (field.anyOf) return field.anyOf.map((option) => typeOf(resolved(option, named), named)).join(' or ');
  if (field.enum) return field.enum.map((value) => JSON.stringify(value)).join(', ');
  if (field.const !== undefined) return JSON.stringify(field.const);
  if (field.prefixItems) return `list of ${field.prefixItems.length} numbers`;
  if (field.type === 'array') return `list of ${typeOf(resolved(field.items ?? {}, named), named)}`;
  return TYPES[field.type ?? ''] ?? field.type ?? 'anything';
}

function limitsOf(field: Schema, named: NamedSchemas): string[] {
  const { minimum, maximum, exclusiveMinimum } = field;
  const found: string[] = [];
  if (exclusiveMinimum !== undefined) found.push(`above ${exclusiveMinimum}`);
  found.push(...range(known(minimum), known(maximum), ''));
  found.push(...range(field.minLength, field.maxLength, ' characters'));
  found.push(...range(field.minItems, field.maxItems, ' members'));
  if (field.uniqueItems) found.push('all different');
  // The pattern of a text with lengths repeats them and excludes control characters, which the page says once.
  if (field.pattern !== undefined && field.maxLength === undefined) found.push(`pattern ${field.pattern}`);
  if (field.default !== undefined && field.default !== '') found.push(`default ${JSON.stringify(field.default)}`);
  if (field.type === 'array' && field.items)
    found.push(...limitsOf(resolved(field.items, named), named).map((one) => `each ${one}`));
  return found;
}

/** Omits the limits that all integers and float32 numbers have: they tell a reader nothing. */
const known = (limit: number | undefined) =>
  limit === undefined || Math.abs(limit) >= Number.MAX_SAFE_INTEGER ? undefined : limit;

function range(least: number | undefined, most: number | undefined, unit: string): string[] {
  if (most === undefined)
    return least === undefined || (least === 0 && unit !== '') ? [] : [`at least ${least}${unit}`];
  return [least ? `${least} to ${most}${unit}` : `${unit === '' && least === 0 ? '0 to' : 'at most'} ${most}${unit}`];
}
