// curatornet keys: a key to sign bundles with, and its public half for the worker.
import { existsSync } from 'node:fs';
import { InputError } from '@curatornet/shared/errors.ts';
import { generateKeys, keyId } from '@curatornet/shared/signature.ts';
import { writeKeys } from '../export/keys.ts';
import type { Command } from './command.ts';

export const keysCommand: Command = {
  about: 'make a key to sign bundles with',
  options: {
    out: { type: 'string', value: 'FILE', about: 'where it goes, a file that is not there yet', required: true },
  },
  async run(args) {
    const file = args.needed('out');
    if (existsSync(file))
      throw new InputError(
        'exists',
        'there is a file already, and what it signed could not be signed again without it',
        {
          where: file,
          how: 'name another file',
        },
      );
    const keys = await generateKeys();
    await writeKeys(file, keys);
    const { publicKey } = keys;
    const id = await keyId(publicKey);
    return {
      json: { file, id, publicKey },
      text: `key ${id} is in ${file}: keep it secret, and sign with --key ${file}\npublic half, for the worker's MODEL_KEYS: ${publicKey}`,
    };
  },
};
