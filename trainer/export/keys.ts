// The file of a signing key: JSON with both keys, readable only by its owner. The worker gets only the public key.
import { readFile } from 'node:fs/promises';
import { InputError } from '@curatornet/shared/errors.ts';
import type { KeyPair } from '@curatornet/shared/signature.ts';
import { z } from 'zod';
import { writeFileAtomically } from '../files.ts';

const keysSchema = z.strictObject({ publicKey: z.string(), privateKey: z.string() });
const OWNER_ONLY = 0o600;

/** @throws InputError `missing` or `malformed`; the message never contains the contents of the file */
export async function readKeys(file: string): Promise<KeyPair> {
  const text = await readFile(file, 'utf8').catch((cause) => {
    throw new InputError('missing', 'not found', { where: file, how: 'create a key: curatornet keys', cause });
  });
  try {
    return keysSchema.parse(JSON.parse(text));
  } catch {
    throw new InputError('malformed', 'is not a key file', { where: file, how: 'create a key: curatornet keys' });
  }
}

export const writeKeys = (file: string, keys: KeyPair): Promise<void> =>
  writeFileAtomically(file, `${JSON.stringify(keys)}\n`, { mode: OWNER_ONLY });
