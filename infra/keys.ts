// The secrets of the local worker, in .dev.vars, which `wrangler dev` reads. On Cloudflare, `wrangler secret put` sets them.
import { randomBytes } from 'node:crypto';
import { appendFile, link, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '@curatornet/shared/errors.ts';
import { ROOT } from './local.ts';

const NAMES = ['STOREFRONT_KEY', 'SERVICE_KEY', 'DEPLOY_KEY', 'TOKEN_SECRET'] as const;
export type Keys = Record<(typeof NAMES)[number], string>;

/** Added unless the file configures signatures already. */
const UNSIGNED = '# On this machine, unsigned models are served. Not for production.\nUNSIGNED_MODELS="accept"\n';

/** Readable by its owner only, and not committed. */
export const KEYS_FILE = join(ROOT, '.dev.vars');

/**
 * Reads the secrets of the local worker; creates random ones if the file is missing.
 * @throws InputError if the file lacks one
 */
export async function localKeys(file: string = KEYS_FILE): Promise<Keys> {
  const secrets = NAMES.map((name) => `${name}="${randomBytes(24).toString('base64url')}"\n`).join('');
  const created = `${secrets}${UNSIGNED}`;
  // The file is created atomically: of two processes that start at once, both read the file of the first.
  const temporary = `${file}.tmp-${randomBytes(6).toString('hex')}`;
  await writeFile(temporary, created, { mode: 0o600 });
  await link(temporary, file)
    .catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    })
    .finally(() => rm(temporary));
  const text = await readFile(file, 'utf8');
  const keys = {} as Keys;
  for (const name of NAMES) {
    const value = new RegExp(`^${name}\\s*=\\s*"?([^"\\n]+?)"?\\s*$`, 'm').exec(text)?.[1];
    if (value === undefined)
      throw new InputError('missing', `has no ${name}`, {
        where: file,
        how: 'add it with at least 16 characters, or delete the file: it is created again',
      });
    keys[name] = value;
  }
  // A file of an older version does not configure signatures.
  if (!/^(MODEL_KEYS|UNSIGNED_MODELS)\s*=/m.test(text)) await appendFile(file, `\n${UNSIGNED}`);
  return keys;
}
