// `npm run client-types`: the API's types as a client in TypeScript has them that knows /openapi.json alone. The tests call
// the worker with them, and compare them with a new generation.
import { writeFileSync } from 'node:fs';
import openapiTs, { astToString } from 'openapi-typescript';
import { describe } from '../edge/contract/describe.ts';
import { OPERATIONS } from '../edge/operations.ts';

const HEADER = '// Written by `npm run client-types` from the OpenAPI document.\n';

/** The text of the declarations. */
export async function clientTypes(): Promise<string> {
  const document = JSON.parse(JSON.stringify(describe(OPERATIONS)));
  return `${HEADER}${astToString(await openapiTs(document))}`;
}

if (import.meta.main) writeFileSync(new URL('../test/edge/openapi.d.ts', import.meta.url), await clientTypes());
