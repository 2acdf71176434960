// curatornet sample: a dry run of triple sampling. It writes nothing, because training draws the same triples again
// from the settings and the seed.

import { loadLabels } from '../cluster/labels.ts';
import { chooseSettings, DEFAULT_PRESET, parseSeed } from '../config.ts';
import { openDataset } from '../dataset/dataset.ts';
import { interactionsOf, split } from '../dataset/split.ts';
import { type Command, OPTIONS } from './command.ts';

export const sampleCommand: Command = {
  about: 'draw the triples of a training run and report how many each guideline yields',
  options: {
    data: { ...OPTIONS.data, required: true },
    run: { ...OPTIONS.run, about: 'a run folder with clusters, which some guidelines need', required: false },
    preset: OPTIONS.preset,
    set: OPTIONS.set,
    seed: OPTIONS.seed,
  },
  async run(args) {
    const { prepare } = await import('../train/material.ts');
    const choose = (interactions?: number) =>
      chooseSettings(args.text('preset') ?? DEFAULT_PRESET, args.texts('set'), interactions);
    choose();
    const seed = parseSeed(args.text('seed') ?? '1');
    const dataset = await openDataset(args.needed('data'));
    const labels = await loadLabels(args.text('run'), dataset);
    const parts = split(dataset);
    const settings = choose(interactionsOf(parts));
    const { training, validation, sampled } = prepare(dataset, parts, settings, seed, labels);
    const counts = {
      training: training.triples.length / 3,
      validation: validation.triples.length / 3,
      histories: training.histories.start.length - 1,
    };
    const [drawn, held, histories] = Object.values(counts).map((count) => count.toLocaleString('en'));
    return {
      json: { ...counts, ...sampled },
      text: `sampled ${drawn} triples for training and ${held} for validation from ${histories} histories`,
    };
  },
};
