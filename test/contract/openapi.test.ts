// The OpenAPI document: it is valid, its examples match its schemas, and the generated client types, which the tests use,
// are current.
import { readFileSync } from 'node:fs';
import { Validator } from '@seriousme/openapi-schema-validator';
import { expect, describe as group, it, test } from 'vitest';
import { describe } from '../../edge/contract/describe.ts';
import { OPERATIONS } from '../../edge/operations.ts';
import { firstLine } from '../../infra/client-types.ts';
import { PROBLEMS } from '../../shared/api.ts';

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
