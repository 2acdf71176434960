// All settings of a run, with default, bounds and reason. A preset contains only its differences from the defaults.
// Unknown keys and values out of bounds are rejected before anything is computed.

import { InputError } from '@curatornet/shared/errors.ts';
import { z } from 'zod';
import { allowed } from './allowed.ts';
import { parseChange } from './changes.ts';

const count = z.number().int().positive();
const share = z.number().min(0).max(1);
const weight = z.number().nonnegative();
const lambda = z.number().nonnegative().max(1);
const onOff = z.enum(['off', 'on']);

export const settingsSchema = z.strictObject({
  /** Triples for training. A million are enough for a few thousand users. */
  triples: count.max(50_000_000).default(1_000_000),
  /** Triples for validation, which chooses the best checkpoint. With 20,000 the accuracy is known to about .3 points. */
  validationTriples: count.max(1_000_000).default(20_000),
  /** Share of the users whose triples are used only for validation, so that it measures unseen users. With 0, training
   *  and validation have different triples of the same users, as in the paper. */
  validationUsers: share.default(0.03),

  /** Weights of the guidelines that make triples: leave-one-out and the paper's guidelines 1 to 6. Leave-one-out has the
   *  largest weight, because it is the task of serving. */
  leaveOneOut: weight.default(4),
  missingFromBasket: weight.default(0),
  nextBasket: weight.default(0),
  favouriteArtists: weight.default(0),
  profileItems: weight.default(1),
  singleItem: weight.default(1),
  sameArtist: weight.default(0),
  /** Negatives: as each guideline defines them, which needs `curatornet cluster`, or any item outside the history. */
  negatives: z.enum(['guidelines', 'uniform']).default('uniform'),

  /** Passes over the triples. One is enough with the default number of triples. */
  epochs: count.max(1000).default(1),
  /** Triples per step. In larger batches a triple costs less, because they share more items, but teaches less. */
  batch: count.max(100_000).default(1024),
  /** Adam's learning rate at the start of the schedule. */
  learningRate: z.number().positive().max(1).default(1e-3),
  /** The learning rate schedule (train/schedule.ts): to zero over the run, linear or cosine; or the paper's ladder, one
   *  rung down after `patience` validations in a row without improvement. */
  schedule: z.enum(['linear', 'cosine', 'ladder']).default('linear'),
  patience: count.max(1000).default(2),
  /** Early stopping of a linear or cosine schedule, after this many validations in a row without improvement; 0: never.
   *  The ladder ends by `patience`. */
  stopAfter: z.number().int().min(0).max(1000).default(0),
  /** L2 penalty: lambda times half the squared norm of the kernels. */
  l2: lambda.default(1e-3),
  /** AdamW's decoupled weight decay of the kernels, relative to the learning rate; 0 is Adam. */
  weightDecay: z.number().nonnegative().max(10).default(0),
  /** Validations per epoch; each may replace the best checkpoint. */
  validations: count.max(1000).default(10),
  /** Seconds between saves of the state for --resume: the most that an interruption loses. */
  saveEvery: z.number().nonnegative().default(30),

  // Additions to the paper, off by default: network/curatornet.ts describes each, and the preset `best` lists how to switch
  // each off.
  /** Pairs: the positive against the negative of its triple. Softmax: against many items, drawn anew in each step. */
  loss: z.enum(['pairs', 'softmax']).default('pairs'),
  /** The most items in the softmax. All items with interactions are best, as far as the scores fit into memory; of
   *  more, each step draws so many and corrects for those that it did not draw (train/candidates.ts). */
  softmaxItems: count.max(100_000).default(8_192),
  /** Linear skip connections around both towers, which learn the linear part without SELU. */
  skips: onOff.default('off'),
  /** Normalised vectors and a learned temperature, so that popular items do not win by long vectors. */
  normalise: onOff.default('off'),
  /** How the user tower pools a history. The maximum of a long history consists of outliers. */
  pooling: z.enum(['average and maximum', 'mean']).default('average and maximum'),
  /** Share of the features dropped in each step, against overfitting of the item tower. */
  inputDropout: z.number().min(0).max(0.95).default(0),
  /** The layers of both towers: the paper's 200, 200 and 300, 200, 200, or 128, 64 and 128, 64, 64. */
  layers: z.enum(['paper', 'small']).default('paper'),

  // The parts of the score that are computed, not learned (given/). A weight of 0 leaves a part out.
  /** a: weight of the plain visual similarity, on which cold items depend. */
  rawWeight: weight.max(100).default(0),
  /** Its dimensions: larger features are projected to this many principal components, because each is a table column. */
  rawDimensions: count.max(2048).default(128),
  /** b: weight of the similarity to the companions of the history. */
  associationWeight: weight.max(100).default(0),
  /** Weight of the co-occurrence. With 1 its scores spread by 1 over the items that anybody has. */
  cooccurrenceWeight: weight.max(100).default(0),
  /** Its columns in the item table. Fewer show fewer items: with 64, coverage on TikTok halves. */
  cooccurrenceColumns: count.max(512).default(128),
  /** c: weight of the standardised log popularity, on which warm items depend. */
  priorWeight: weight.max(100).default(0),
  /** Its weight in the loss, so that the network learns what popularity does not explain: cold items have no other
   *  signal. */
  priorInLoss: weight.max(100).default(0),
  /** Multiplies c after the choice of the weights. Below 1 the lists show more items that few have or nobody, and rank the
   *  whole catalogue less well: docs/model.md has the curve. */
  popularityShare: share.default(1),
  /** Whether training changes the four weights, except zeros, where the last items of some users, held out, are ranked
   *  better beyond chance without the part, with half the weight, or with twice (given/choose.ts). */
  chooseWeights: onOff.default('off'),

  /** Triples for each variant of the ablation, the unchanged settings included; 0: no ablation. The default
   *  distinguishes the variants, and each takes a tenth of the time of the run. */
  ablationTriples: z.number().int().nonnegative().max(50_000_000).default(100_000),
  /** Whether export trains the served model again on all data, hidden items and validation users included, for the number
   *  of steps that validation chose. The evaluated model is the one that has not learned from them. On a simulated store
   *  this raised nDCG@20 on later purchases from .224 to .259 (mean of three seeds, 128 users). */
  finalFit: onOff.default('off'),
  /** Candidates in the evaluation: all items outside the history, as in the paper, or only those on sale when the hidden
   *  items were bought, as in the authors' code; this needs events with times. */
  candidates: z.enum(['catalogue', 'inventory']).default('catalogue'),
  /** The length of the lists whose coverage, novelty, diversity and rare items the evaluation measures. */
  k: count.max(1000).default(20),
  /** The most users that the evaluation asks: of more, a random sample. With 10,000 a mean is known to about a hundredth of
   *  the deviation between users. */
  evaluationUsers: count.max(10_000_000).default(10_000),
});
export type Settings = z.output<typeof settingsSchema>;

/** Settings as presets and --set give them: the number of triples may be `auto`, which depends on the dataset. */
const choiceSchema = settingsSchema.extend({
  triples: z.union([z.literal('auto'), settingsSchema.shape.triples.unwrap()]).default(1_000_000),
});
type Choice = z.output<typeof choiceSchema>;
export const DEFAULT_SETTINGS: Readonly<Settings> = settingsSchema.parse({});

/** `triples=auto`: `each` per interaction in the histories; a small store needs `least`, and `most` take about an hour. */
const AUTO_TRIPLES = { each: 4, least: 30_000, most: 2_000_000 };

/** Rounds up, so that a few more interactions do not change a run. */
const ROUND = 10_000;

function autoTriples(interactions: number): number {
  const { each, least, most } = AUTO_TRIPLES;
  return Math.max(least, Math.min(most, Math.ceil((each * interactions) / ROUND) * ROUND));
}

/** Settings that `evaluate` can change without training again. */
const EVALUATION_SETTINGS = ['candidates', 'k', 'evaluationUsers'] as const satisfies readonly (keyof Settings)[];

/** The most scores of a softmax step, which needs a few copies of 128 MB. */
const MOST_SCORES = 2 ** 25;

/** Settings of which at least one must be positive. */
const WEIGHTS = [
  'leaveOneOut',
  'missingFromBasket',
  'nextBasket',
  'favouriteArtists',
  'profileItems',
  'singleItem',
  'sameArtist',
] as const;

/** A part of a preset, and the settings (`key=value`) that switch it off: the ablation has a row for each. */
export interface Part {
  name: string;
  off: readonly string[];
}

export interface Preset {
  about: string;
  /** Differences from the defaults. */
  settings: Partial<Choice>;
  parts?: readonly Part[];
}

const NO_L2: Part = { name: 'the L2 penalty', off: ['l2=0'] };

/** Settings of `best` and `demo`. The four weights were found on TikTok, in part on its validation split (docs/model.md); the
 *  choice on held-out interactions starts there. */
const BEST: Partial<Choice> = {
  triples: 'auto',
  profileItems: 0,
  singleItem: 0,
  batch: 256,
  loss: 'softmax',
  learningRate: 2e-3,
  schedule: 'cosine',
  l2: 0,
  weightDecay: 0.1,
  skips: 'on',
  normalise: 'on',
  pooling: 'mean',
  inputDropout: 0.5,
  layers: 'small',
  rawWeight: 4,
  associationWeight: 2,
  cooccurrenceWeight: 2,
  priorWeight: 2,
  priorInLoss: 1,
  chooseWeights: 'on',
  // A cosine improves most at its end, where the learning rate is small, so early stopping waits half a run.
  stopAfter: 5,
  finalFit: 'on',
  ablationTriples: 20_000,
};

export const PRESETS: Record<string, Preset> = {
  standard: {
    about: "the default settings: the paper's network on leave-one-out histories, a few minutes on one core",
    settings: {},
    parts: [NO_L2],
  },
  demo: {
    about: 'used by npm start: best, shortened to ten seconds, for a small store, without the final fit',
    settings: {
      ...BEST,
      triples: 30_000,
      validationTriples: 5_000,
      stopAfter: 0,
      finalFit: 'off',
      ablationTriples: 0,
    },
  },
  smoke: {
    about: 'a few seconds, to check that everything runs',
    settings: { triples: 4_096, validationTriples: 512, validations: 2, ablationTriples: 0 },
  },
  paper: {
    about: "the paper's sampling and schedule, after curatornet cluster: six guidelines, ten million triples",
    settings: {
      triples: 10_000_000,
      validationTriples: 300_000,
      validationUsers: 0,
      leaveOneOut: 0,
      missingFromBasket: 1,
      nextBasket: 1,
      favouriteArtists: 1,
      sameArtist: 1,
      negatives: 'guidelines',
      epochs: 10,
      validations: 10,
      batch: 10_000,
      learningRate: 1e-4,
      schedule: 'ladder',
      l2: 1e-4,
      ablationTriples: 500_000,
    },
    parts: [NO_L2],
  },
  best: {
    about: 'the default: additions to the paper (network/curatornet.ts); duration depends on the data',
    settings: BEST,
    parts: [
      { name: 'the softmax over many items (pairs instead)', off: ['loss=pairs'] },
      { name: 'the skip connections', off: ['skips=off'] },
      { name: 'normalised vectors and temperature', off: ['normalise=off'] },
      { name: 'mean pooling (average and maximum instead)', off: ['pooling=average and maximum'] },
      { name: 'input dropout', off: ['inputDropout=0'] },
      { name: 'AdamW (L2 instead)', off: ['weightDecay=0', 'l2=0.001'] },
      { name: 'the cosine schedule (linear instead)', off: ['schedule=linear'] },
      { name: 'the small layers (those of the paper instead)', off: ['layers=paper'] },
      { name: 'the raw visual term', off: ['rawWeight=0'] },
      { name: 'the association', off: ['associationWeight=0'] },
      { name: 'the co-occurrence', off: ['cooccurrenceWeight=0'] },
      { name: 'both, and their columns', off: ['associationWeight=0', 'cooccurrenceWeight=0'] },
      { name: 'the popularity prior', off: ['priorWeight=0', 'priorInLoss=0'] },
    ],
  },
};
export const DEFAULT_PRESET = 'best';

/**
 * The settings of a preset, with changes.
 * @param changes `key=value` each
 * @param interactions the number of interactions in the histories, for `triples=auto`
 */
export function chooseSettings(preset: string, changes: readonly string[], interactions = 0): Settings {
  if (!Object.hasOwn(PRESETS, preset))
    throw new InputError('usage', `unknown preset '${preset}'`, {
      how: `name one of: ${Object.keys(PRESETS).join(', ')}`,
    });
  return changeSettings(PRESETS[preset].settings, changes, interactions);
}

/**
 * Settings with changes; omitted settings have their defaults.
 * @param changes `key=value` each
 */
export function changeSettings(settings: Partial<Choice>, changes: readonly string[], interactions = 0): Settings {
  const chosen: Record<string, unknown> = { ...settings };
  const names = Object.keys(choiceSchema.shape) as (keyof Settings)[];
  for (const { key, value } of changes.map((change) => parseChange(change, names))) chosen[key] = value;
  const parsed = choiceSchema.safeParse(chosen);
  if (!parsed.success) {
    const key = parsed.error.issues[0].path[0] as keyof Settings;
    throw new InputError(
      'usage',
      `the setting ${key} must be ${allowed(choiceSchema.shape[key])}, not '${chosen[key]}'`,
    );
  }
  if (WEIGHTS.every((key) => parsed.data[key] === 0))
    throw new InputError('usage', `${WEIGHTS.join(', ')} are all zero, so no guideline would draw triples`);
  const { loss, batch, softmaxItems, schedule, stopAfter } = parsed.data;
  if (schedule === 'ladder' && stopAfter > 0)
    throw new InputError(
      'usage',
      `stopAfter=${stopAfter} cannot be combined with schedule=ladder, which ends by patience`,
      {
        how: 'set stopAfter=0, or choose another schedule',
      },
    );
  if (loss === 'softmax' && batch * softmaxItems > MOST_SCORES)
    throw new InputError('usage', `batch x softmaxItems is ${batch * softmaxItems} scores per step`, {
      how: `at most ${MOST_SCORES} are allowed: lower one of the two`,
    });
  const { triples } = parsed.data;
  return { ...parsed.data, triples: triples === 'auto' ? autoTriples(interactions) : triples };
}

/** Changes of settings for an evaluation. */
export type EvaluationSettings = Partial<Pick<Settings, (typeof EVALUATION_SETTINGS)[number]>>;

/**
 * Parses the changes for an evaluation.
 * @param changes `key=value` each
 * @throws InputError `usage` for a setting of training
 */
export function evaluationSettings(changes: readonly string[]): EvaluationSettings {
  const names = Object.keys(choiceSchema.shape) as (keyof Settings)[];
  const keys = changes.map((change) => parseChange(change, names).key);
  for (const key of keys)
    if (!EVALUATION_SETTINGS.some((name) => name === key))
      throw new InputError('usage', `the setting ${key} affects training, but evaluate does not train`, {
        how: `evaluate can change: ${EVALUATION_SETTINGS.join(', ')}; to change ${key}, train again`,
      });
  const changed = changeSettings({}, changes);
  const chosen = EVALUATION_SETTINGS.filter((name) => keys.includes(name));
  return Object.fromEntries(chosen.map((name) => [name, changed[name]]));
}

/** Parses a seed: an integer of 32 bits. */
export function parseSeed(text: string): number {
  const seed = Number(text);
  if (!/^\d+$/.test(text) || seed > 0xffffffff)
    throw new InputError('usage', `--seed ${text} must be an integer between 0 and ${0xffffffff}`);
  return seed;
}
