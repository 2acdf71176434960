// curatornet export: writes the model bundle of a trained and evaluated run.
import type { KeyPair } from '@curatornet/shared/signature.ts';
import { readKeys } from '../export/keys.ts';
import type { Exported } from '../pipeline/export.ts';
import { readEvaluation } from '../run-folder.ts';
import { backendOf } from './backend.ts';
import { type Arguments, type Command, type CommandResult, OPTIONS, RUN_OPTIONS } from './command.ts';

export const exportCommand: Command = {
  about: 'write the model bundle of a trained and evaluated run',
  options: {
    ...RUN_OPTIONS,
    key: OPTIONS.key,
  },
  async run(args) {
    const { exportBundle } = await import('../pipeline/export.ts');
    const { useBackend } = await import('../tfjs/choose.ts');
    const { openServedRun } = await import('../trained-run.ts');
    const run = args.needed('run');
    const keys = await keysOf(args);
    await readEvaluation(run);
    const backend = await useBackend(backendOf(args));
    const trained = await openServedRun(run, args.text('data'));
    const result = await exportBundle(run, trained, { backend, keys });
    await trained.served.close();
    return exported(result);
  },
};

/** Reads the key pair of --key. */
export async function keysOf(args: Arguments): Promise<KeyPair | undefined> {
  const file = args.text('key');
  return file === undefined ? undefined : readKeys(file);
}

export const exported = ({ bundle, version, parity, signed, refitted }: Exported): CommandResult => ({
  json: { bundle, version, parity, signed },
  text: `exported ${bundle}: version ${version}, ${signed ? 'signed' : 'not signed'}${refitted ? ', trained again on all data' : ''}; tfjs and onnxruntime differ by at most ${parity.toExponential(1)}`,
});
