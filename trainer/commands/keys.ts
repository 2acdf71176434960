// curatornet keys: creates a key pair to sign bundles with; the worker gets the public key.
import { existsSync } from 'node:fs';
import { InputError } from '@curatornet/shared/errors.ts';
import { generateKeys, keyId } from '@curatornet/shared/signature.ts';
import { writeKeys } from '../export/keys.ts';
import type { Command } from './command.ts';

export const keysCommand: Command = {
  about: 'create a key pair to sign bundles with',
  options: {
    out: { type: 'string', value: 'FILE', about: 'file for the private key; must not exist', required: true },
  },
  async run(args) {
    const file = args.needed('out');
    if (existsSync(file))
      throw new InputError(
        'exists',
        'exists already; bundles signed with that key could not be signed again without it',
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
      text: `wrote key ${id} to ${file}: keep it secret, and sign with --key ${file}\npublic key, for the worker's MODEL_KEYS: ${publicKey}`,
    };
  },
};
