// The OpenAPI document: it is valid, its examples match its schemas, and the generated client types, which the tests use,
// are current.
import { readFileSync } from 'node:fs';
import { Validator } from '@seriousme/openapi-schema-validator';
import { expect, describe as group, it, test } from 'vitest';
import { describe } from '../../edge/contract/describe.ts';
import { OPERATIONS } from '../../edge/operations.ts';
import { firstLine } from '../../infra/client-types.ts';
import { PROBLEMS } from '../../shared/problems.ts';

const document = JSON.parse(JSON.stringify(describe(OPERATIONS)));

group('a public validator', () => {
  it('accepts the document as OpenAPI 3.1', async () => {
    const validator = new Validator();
    expect(await validator.validate(document)).toEqual({ valid: true });
    expect(validator.version).toBe('3.1');
  });

  it('rejects an invalid document', async () => {
    const wrong = structuredClone(document);
    wrong.paths['/v1/rails'].get.parameters[0].in = 'nowhere';
    expect((await new Validator().validate(wrong)).valid).toBe(false);
  });
});

test('every reference resolves', () => {
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/(\w+)"/g)];
  expect(references.length).toBeGreaterThan(20);
  for (const [, name] of references) expect(Object.keys(document.components.schemas)).toContain(name);
});

group('for generators of clients', () => {
  /** What a document contains, at any depth. */
  const parts = (value: unknown): Record<string, unknown>[] =>
    typeof value !== 'object' || value === null
      ? []
      : [...(Array.isArray(value) ? [] : [value as Record<string, unknown>]), ...Object.values(value).flatMap(parts)];
  const operations = Object.values<Record<string, GeneratedOperation>>(document.paths).flatMap(
    Object.values<GeneratedOperation>,
  );

  it('each operation has an id of its own that is a name in Swift and Kotlin', () => {
    const ids = operations.map(({ operationId }) => operationId);
    expect(ids).toHaveLength(OPERATIONS.length);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z][A-Za-z0-9]*$/);
  });

  it('has no unions but with null', () => {
    const all = parts(document);
    expect(all.length).toBeGreaterThan(1000);
    for (const { anyOf, oneOf, allOf, not } of all) {
      expect([oneOf, allOf, not]).toEqual([undefined, undefined, undefined]);
      if (anyOf !== undefined) expect(anyOf).toEqual([expect.anything(), { type: 'null' }]);
    }
  });

  it('the answers that apps read have named schemas', () => {
    for (const id of ['getV1Rails', 'postV1Rails', 'getV1RailsAnonymous', 'getV1ItemsIdSimilar', 'postV1Events']) {
      const { responses } = operations.find(({ operationId }) => operationId === id)!;
      for (const { content } of Object.values(responses))
        for (const { schema } of Object.values(content)) expect(schema.$ref).toMatch(/^#\/components\/schemas\/\w+$/);
    }
  });

  it('integers beyond 32 bits say so', () => {
    const integers = parts(document).filter(({ type }) => type === 'integer');
    const wide = integers.filter(({ maximum }) => Number(maximum) > 0x7fffffff);
    expect(wide.length).toBeGreaterThan(20);
    expect(wide.length).toBeLessThan(integers.length);
    for (const one of integers) expect(one.format).toBe(wide.includes(one) ? 'int64' : undefined);
  });
});
interface GeneratedOperation {
  operationId: string;
  responses: Record<string, { content: Record<string, { schema: { $ref?: string } }> }>;
}

group('examples', () => {
  it.each(OPERATIONS.map((operation) => [`${operation.method} ${operation.path}`, operation] as const))(
    '%s',
    (_, operation) => {
      expect(operation.answer.parse(operation.example.answer)).toEqual(operation.example.answer);
      if ('body' in operation) operation.body.parse('body' in operation.example && operation.example.body);
    },
  );
});

test('every problem is documented, with its status', () => {
  const seen = new Set<string>();
  for (const methods of Object.values<Record<string, { responses: Record<string, Described> }>>(document.paths))
    for (const { responses } of Object.values(methods))
      for (const [status, { content }] of Object.entries(responses))
        for (const [code, { value }] of Object.entries(content['application/problem+json']?.examples ?? {})) {
          seen.add(code);
          expect(value.status).toBe(Number(status));
        }
  // No described request leads there.
  expect([...seen].sort()).toEqual(
    Object.keys(PROBLEMS)
      .filter((code) => code !== 'method-not-allowed')
      .sort(),
  );
});
interface Described {
  content: Record<string, { examples?: Record<string, { value: { status: number } }> }>;
}

test('the client types match the document', () => {
  const types = readFileSync(new URL('../../edge/client/openapi.d.ts', import.meta.url), 'utf8');
  expect(types.split('\n')[0], 'run `npm run client-types`').toBe(firstLine());
});
