// curatornet train: a dataset in, the best checkpoint out.
import { chooseSettings, DEFAULT_PRESET, parseSeed } from '../config.ts';
import { openDataset } from '../dataset/dataset.ts';
import { split } from '../dataset/split.ts';
import { say } from '../progress.ts';
import { startRun } from '../run-folder.ts';
import { loadLabels } from '../sample/labels.ts';
import { type Command, OPTIONS } from './command.ts';

export const trainCommand: Command = {
  about: 'learn a CuratorNet from a dataset and keep the best checkpoint',
  options: {
    data: { ...OPTIONS.data, required: true },
    run: OPTIONS.run,
    preset: OPTIONS.preset,
    set: OPTIONS.set,
    seed: OPTIONS.seed,
    backend: OPTIONS.backend,
  },
  async run(args) {
    const { chooseBackend } = await import('../train/backend.ts');
    const { train } = await import('../train/loop.ts');
    const { prepare } = await import('../train/material.ts');
    const run = args.needed('run');
    const preset = args.text('preset') ?? DEFAULT_PRESET;
    const settings = chooseSettings(preset, args.texts('set'));
    const seed = parseSeed(args.text('seed') ?? '1');
    const backend = await chooseBackend(args.text('backend') ?? 'auto');
    for (const reason of backend.passedOver) say(`backend  passed over ${reason}`);
    say(`backend  ${backend.name}: ${backend.about}`);
    const dataset = await openDataset(args.needed('data'));
    const parts = split(dataset);
    say(
      `data  ${dataset.name}: ${dataset.items.length.toLocaleString('en')} items, ${dataset.users.length.toLocaleString('en')} users`,
    );
    say(
      `data  hidden for evaluation: ${parts.how === 'given' ? 'what validation.csv holds' : `the ${parts.how} of each user`}`,
    );
    await startRun(run, { data: dataset.folder, preset, settings, seed }, dataset);
    const labels = await loadLabels(run, dataset);
    const material = prepare(dataset, parts, settings, seed, labels);
    const result = await train(material, settings, { run, seed, backend: backend.name });
    return {
      json: { run, backend: backend.name, ...result },
      text: `trained ${run}: validation accuracy ${result.validationAccuracy.toFixed(4)} after ${result.steps} steps`,
    };
  },
};
