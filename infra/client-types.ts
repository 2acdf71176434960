// `npm run client-types` generates TypeScript types from the OpenAPI document, as a client of the API would, and writes them
// to edge/client/openapi.d.ts. Their first line has the digest of the document, so that a test notices outdated types.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { describe } from '../edge/contract/describe.ts';
import { OPERATIONS } from '../edge/operations.ts';

/** npx fetches the generator: it is not a dependency, because it needs another version of TypeScript. */
const GENERATOR = ['--package=openapi-typescript@7.13.0', '--package=typescript@5.9.3'];

const document = () => JSON.stringify(describe(OPERATIONS));

/** The first line of the types of the current document. */
export function firstLine(): string {
  const digest = createHash('sha256').update(document()).digest('hex');
  return `// Written by \`npm run client-types\` from the OpenAPI document ${digest}.`;
}

if (import.meta.main) {
  const types = execFileSync('npx', ['--yes', ...GENERATOR, 'openapi-typescript'], { input: document() });
  const declarations = types.toString('utf8').replace(/^\/\*\*[\s\S]*?\*\/\s*/, '');
  writeFileSync(new URL('../edge/client/openapi.d.ts', import.meta.url), `${firstLine()}\n${declarations}`);
}
