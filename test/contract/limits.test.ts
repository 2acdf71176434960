// The published JSON Schema contains all checks of the worker on requests.
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Operation } from '../../edge/contract/operation.ts';
import { OPERATIONS } from '../../edge/operations.ts';

/** Checks that zod writes into the JSON Schema; `overwrite` changes values and rejects none. */
const PUBLISHED = new Set([
  ...['min_length', 'max_length', 'greater_than', 'less_than', 'multiple_of', 'number_format', 'string_format'],
  'overwrite',
]);

interface Definition {
  type: string;
  checks?: { _zod: { def: { check: string; pattern?: RegExp; format?: string } } }[];
  [key: string]: unknown;
}

/** Checks of a schema and its parts that its JSON Schema lacks. */
function hidden(schema: z.ZodType, at: string): string[] {
  const definition = schema._zod.def as unknown as Definition;
  const found: string[] = [];
  const own = [...(definition.checks ?? []).map(({ _zod }) => _zod.def), definition as { check?: string }];
  for (const { check, pattern, format } of own as { check?: string; pattern?: RegExp; format?: string }[]) {
    if (check === undefined) continue;
    // JSON Schema has `uniqueItems`; the schema must declare it.
    const distinct = check === 'custom' && definition.type === 'array' && schema.meta()?.uniqueItems === true;
    if (!PUBLISHED.has(check) && !distinct) found.push(`${at}: a check of the kind ${check}`);
    // A pattern is published without its flags, and interpreted as Unicode.
    if (format === 'regex' && !['', 'u'].includes(pattern!.flags)) found.push(`${at}: a pattern with flags`);
  }
  const { checks: _seen, ...members } = definition;
  for (const value of Object.values(members)) found.push(...inside(value, at));
  return found;
}

function inside(value: unknown, at: string): string[] {
  if (value instanceof z.ZodType) return hidden(value, at);
  if (Array.isArray(value)) return value.flatMap((one) => inside(one, at));
  if (value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype)
    return Object.entries(value).flatMap(([key, one]) => inside(one, `${at}.${key}`));
  return [];
}

describe('a check missing in the JSON Schema', () => {
  test.each<[string, z.ZodType, string]>([
    ['a refine', z.object({ a: z.string().refine((text) => text !== 'b') }), 'it.a: a check of the kind custom'],
    ['a refine within', z.array(z.number().refine(Number.isFinite)).optional(), 'it: a check of the kind custom'],
    ['a pattern with flags', z.object({ a: z.string().regex(/a/i) }), 'it.a: a pattern with flags'],
    ['a refine of an object', z.object({}).refine(() => true), 'it: a check of the kind custom'],
  ])('%s is found', (_, schema, sentence) => {
    expect(hidden(schema, 'it')).toEqual([sentence]);
  });
});

const requests = (OPERATIONS as readonly Operation[]).flatMap(({ method, path, params, query, body, lines }) =>
  Object.entries({ params, query, body, lines }).flatMap(([what, schema]) =>
    schema ? [[`${method} ${path} ${what}`, schema] as const] : [],
  ),
);

test('there are requests to check', () => {
  expect(requests.length).toBeGreaterThan(15);
});

test.each(requests)('the JSON Schema of %s is complete', (_, schema) => {
  expect(hidden(schema, 'it')).toEqual([]);
  // The published patterns compile with the flag u.
  for (const [, pattern] of JSON.stringify(z.toJSONSchema(schema, { io: 'input' })).matchAll(
    /"pattern":("(?:[^"\\]|\\.)*")/g,
  ))
    expect(new RegExp(JSON.parse(pattern), 'u').source).toBe(JSON.parse(pattern));
});

test('rails are published as distinct, and features as float32', () => {
  const schemaOf = (method: string, path: string) => {
    const { body } = (OPERATIONS as readonly Operation[]).find((one) => one.method === method && one.path === path)!;
    return z.toJSONSchema(body!, { io: 'input' }) as unknown as { properties: Record<string, Record<string, unknown>> };
  };
  expect(schemaOf('post', '/v1/rails').properties.rails.uniqueItems).toBe(true);
  // The largest float32 is (2 - 2^-23) x 2^127.
  const largest = (2 - 2 ** -23) * 2 ** 127;
  expect(schemaOf('put', '/v1/items/{id}').properties.features.items).toMatchObject({
    minimum: -largest,
    maximum: largest,
  });
});
