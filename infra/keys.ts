// The secrets of the worker on this machine: .dev.vars, which wrangler dev reads. On Cloudflare they are secrets of the
// worker, set with `wrangler secret put`.
import { randomBytes } from 'node:crypto';
import { appendFile, link, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InputError } from '@curatornet/shared/errors.ts';
import { ROOT } from './local.ts';

const NAMES = ['STOREFRONT_KEY', 'SERVICE_KEY', 'DEPLOY_KEY', 'TOKEN_SECRET'] as const;
export type Keys = Record<(typeof NAMES)[number], string>;

/** What the worker says of models unless the file says something of them already. */
const UNSIGNED =
  '# On this machine, models that nobody signed are served. Not for production.\nUNSIGNED_MODELS="accept"\n';

/** Where they lie: for their owner's eyes, and in no commit. */
export const KEYS_FILE = join(ROOT, '.dev.vars');

/**
 * The keys of this machine; made at random where there are none.
 * @throws InputError where the file lacks one
 */
export async function localKeys(file: string = KEYS_FILE): Promise<Keys> {
  const secrets = NAMES.map((name) => `${name}="${randomBytes(24).toString('base64url')}"\n`).join('');
  const made = `${secrets}${UNSIGNED}`;
  // Whole or not at all, and the first of two that start at once: both then read the same.
  const temporary = `${file}.tmp-${randomBytes(6).toString('hex')}`;
  await writeFile(temporary, made, { mode: 0o600 });
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
      throw new InputError('missing', `it has no ${name}`, {
        where: file,
        how: 'add it, 16 characters at least, or delete the file: it is made anew',
      });
    keys[name] = value;
  }
  // A file of an older version says nothing of models.
  if (!/^(MODEL_KEYS|UNSIGNED_MODELS)\s*=/m.test(text)) await appendFile(file, `\n${UNSIGNED}`);
  return keys;
}
