// curatornet train: trains on a dataset and keeps the best checkpoint.
import { InputError } from '@curatornet/shared/errors.ts';
import { chooseSettings, DEFAULT_PRESET, parseSeed } from '../config.ts';
import { openDataset } from '../dataset/dataset.ts';
import type { ConfigFor } from '../pipeline/train.ts';
import { type RunConfig, readConfig } from '../run-folder.ts';
import type { TrainingResult } from '../train/loop.ts';
import type { SweepResult } from '../train/sweep.ts';
import { backendOf } from './backend.ts';
import { type Arguments, type Command, type CommandResult, OPTIONS } from './command.ts';

export const trainCommand: Command = {
  about: 'train CuratorNet on a dataset and keep the best checkpoint',
  options: {
    data: { ...OPTIONS.data, about: 'the dataset folder (required without --resume)' },
    run: OPTIONS.run,
    preset: OPTIONS.preset,
    set: OPTIONS.set,
    seed: OPTIONS.seed,
    backend: OPTIONS.backend,
    sweep: { type: 'boolean', about: "train with each of the paper's four lambdas, and keep the best" },
    resume: { type: 'boolean', about: 'resume an interrupted training in this run folder' },
    threads: OPTIONS.threads,
  },
  async run(args) {
    const { trainModel } = await import('../pipeline/train.ts');
    const { useBackend } = await import('../tfjs/choose.ts');
    const run = args.needed('run');
    const [resume, sweep] = [args.flag('resume'), args.flag('sweep')];
    const configFor = await configOf(args);
    const backend = await useBackend(backendOf(args), 'training');
    const dataset = await openDataset(configFor(0).data);
    return trained(run, backend, await trainModel({ run, configFor, dataset, backend, resume, sweep }));
  },
};

export function trained(run: string, backend: string, result: TrainingResult | SweepResult): CommandResult {
  const accuracy = `validation accuracy ${result.validationAccuracy.toFixed(4)} after ${result.steps} steps`;
  return {
    json: { run, backend, ...result },
    text: `trained ${run}: ${'l2' in result ? `the best lambda is ${result.l2}, ` : ''}${accuracy}`,
  };
}

/**
 * The configuration of a run from the options, by the number of interactions; with --resume, that of the earlier training.
 * @throws InputError `usage` immediately for settings that are invalid with any dataset
 */
export async function configOf(args: Arguments): Promise<ConfigFor> {
  if (args.flag('resume')) {
    const config = await oldConfig(args);
    return () => config;
  }
  newConfig(args, 0);
  return (interactions) => newConfig(args, interactions);
}

function newConfig(args: Arguments, interactions: number): RunConfig {
  const data = args.text('data');
  if (data === undefined)
    throw new InputError('usage', '--data is missing', { how: 'for the list of options: curatornet train --help' });
  const preset = args.text('preset') ?? DEFAULT_PRESET;
  const settings = chooseSettings(preset, args.texts('set'), interactions);
  return { data, preset, settings, seed: parseSeed(args.text('seed') ?? '1') };
}

async function oldConfig(args: Arguments): Promise<RunConfig> {
  const changes = { preset: args.text('preset'), set: args.texts('set')[0], seed: args.text('seed') };
  for (const [name, change] of Object.entries(changes))
    if (change !== undefined)
      throw new InputError('usage', `--${name} cannot be changed by --resume`, {
        how: 'omit it, or train again, without --resume',
      });
  const config = await readConfig(args.needed('run'));
  return { ...config, data: args.text('data') ?? config.data };
}
