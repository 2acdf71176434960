// The file of a signing key: JSON with both halves, readable by its owner alone. Only the public half goes to the worker.
import { readFile } from 'node:fs/promises';
import { InputError } from '@curatornet/shared/errors.ts';
import type { KeyPair } from '@curatornet/shared/signature.ts';
import { z } from 'zod';
import { writeFileAtomically } from '../files.ts';

const keysSchema = z.strictObject({ publicKey: z.string(), privateKey: z.string() });
const OWNER_ONLY = 0o600;

/** @throws InputError `missing` or `malformed`; the message never holds what is in the file */
export async function readKeys(file: string): Promise<KeyPair> {
  const text = await readFile(file, 'utf8').catch((cause) => {
    throw new InputError('missing', 'there is no such key', { where: file, how: 'make one: curatornet keys', cause });
  });
  try {
    return keysSchema.parse(JSON.parse(text));
  } catch {
    throw new InputError('malformed', 'it is not the file of a key', { where: file, how: 'make one: curatornet keys' });
  }
}

export const writeKeys = (file: string, keys: KeyPair): Promise<void> =>
  writeFileAtomically(file, `${JSON.stringify(keys)}\n`, { mode: OWNER_ONLY });
