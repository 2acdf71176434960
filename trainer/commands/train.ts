// curatornet train: a dataset in, the best checkpoint out.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '@curatornet/shared/errors.ts';
import { loadLabels } from '../cluster/labels.ts';
import { chooseSettings, DEFAULT_PRESET, parseSeed } from '../config.ts';
import { openDataset } from '../dataset/dataset.ts';
import { split } from '../dataset/split.ts';
import { say } from '../progress.ts';
import { type RunConfig, readConfig, SWEEP, startRun } from '../run-folder.ts';
import { type Arguments, type Command, OPTIONS } from './command.ts';

export const trainCommand: Command = {
  about: 'learn a CuratorNet from a dataset and keep the best checkpoint',
  options: {
    data: { ...OPTIONS.data, about: 'the dataset folder (required, unless with --resume)' },
    run: OPTIONS.run,
    preset: OPTIONS.preset,
    set: OPTIONS.set,
    seed: OPTIONS.seed,
    backend: OPTIONS.backend,
    sweep: { type: 'boolean', about: "train with each of the paper's four lambdas, and keep the best" },
    resume: { type: 'boolean', about: 'go on where a training in this run folder was cut off' },
    threads: OPTIONS.threads,
  },
  async run(args) {
    const { chooseBackend, parseThreads } = await import('../tfjs/choose.ts');
    const { train } = await import('../train/loop.ts');
    const { prepare } = await import('../train/material.ts');
    const { sweep } = await import('../train/sweep.ts');
    const run = args.needed('run');
    const resume = args.flag('resume');
    const begun = resume ? await oldConfig(args) : newConfig(args);
    const threads = parseThreads(args.text('threads'));
    const backend = await chooseBackend(args.text('backend') ?? 'auto', threads, 'training');
    for (const reason of backend.passedOver) say(`backend  passed over ${reason}`);
    say(`backend  ${backend.name}: ${backend.about}`);
    const dataset = await openDataset(begun.data);
    const parts = split(dataset);
    const interactions = parts.history.reduce((sum, rows) => sum + rows.length, 0);
    const config = resume ? begun : newConfig(args, interactions);
    const { settings, seed } = config;
    say(
      `data  ${dataset.name}: ${dataset.items.length.toLocaleString('en')} items, ${dataset.users.length.toLocaleString('en')} users`,
    );
    say(
      `data  hidden for evaluation: ${parts.how === 'given' ? 'what validation.csv holds' : `the ${parts.how} of each user`}`,
    );
    say(
      `train  learns from ${settings.triples.toLocaleString('en')} triples of ${interactions.toLocaleString('en')} interactions${settings.epochs > 1 ? `, ${settings.epochs} times` : ''}`,
    );
    if (!resume) await startRun(run, config, dataset);
    const swept = args.flag('sweep') || existsSync(join(run, SWEEP));
    const material = prepare(dataset, parts, settings, seed, await loadLabels(run, dataset));
    const options = { run, seed, backend: backend.name, resume };
    const result = swept ? await sweep(material, config, options) : await train(material, settings, options);
    const accuracy = `validation accuracy ${result.validationAccuracy.toFixed(4)} after ${result.steps} steps`;
    return {
      json: { run, backend: backend.name, ...result },
      text: `trained ${run}: ${'l2' in result ? `the best lambda is ${result.l2}, ` : ''}${accuracy}`,
    };
  },
};

/** @param interactions that training knows, once the dataset is open: before, what is wrong is refused */
function newConfig(args: Arguments, interactions = 0): RunConfig {
  const data = args.text('data');
  if (data === undefined)
    throw new InputError('usage', '--data is missing', { how: 'curatornet train --help lists what there is' });
  const preset = args.text('preset') ?? DEFAULT_PRESET;
  const settings = chooseSettings(preset, args.texts('set'), interactions);
  return { data, preset, settings, seed: parseSeed(args.text('seed') ?? '1') };
}

/** What the run was started with. */
async function oldConfig(args: Arguments): Promise<RunConfig> {
  const changes = { preset: args.text('preset'), set: args.texts('set')[0], seed: args.text('seed') };
  for (const [name, change] of Object.entries(changes))
    if (change !== undefined)
      throw new InputError('usage', `--${name} cannot be changed by --resume`, {
        how: 'leave it out, or train again, without --resume',
      });
  const config = await readConfig(args.needed('run'));
  return { ...config, data: args.text('data') ?? config.data };
}
