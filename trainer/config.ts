// Every setting of a run: its default, its bounds and its reason. A preset holds only what it changes; an unknown key or
// a value out of bounds stops the run before anything is computed.

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
  /** Triples to learn from. A store of some thousand users has settled by a million. */
  triples: count.max(50_000_000).default(1_000_000),
  /** Triples to choose the best checkpoint by; at 20,000 the accuracy is certain to about .3 percentage points. */
  validationTriples: count.max(1_000_000).default(20_000),
  /** Users whose triples serve for validation and nothing else: the model must do well for people it never saw. With 0
   *  training and validation have different triples of the same users, as in the paper. */
  validationUsers: share.default(0.03),

  /** How the triples are made: parts of leave-one-out and of the paper's guidelines 1 to 6. Leave-one-out is what serving
   *  asks for, so it weighs most. */
  leaveOneOut: weight.default(4),
  missingFromBasket: weight.default(0),
  nextBasket: weight.default(0),
  favouriteArtists: weight.default(0),
  profileItems: weight.default(1),
  singleItem: weight.default(1),
  sameArtist: weight.default(0),
  /** The negatives: as each guideline has them, which needs `curatornet cluster`, or any item not in the history. */
  negatives: z.enum(['guidelines', 'uniform']).default('uniform'),

  /** Passes over the triples. With this many triples each is worth seeing once. */
  epochs: count.max(1000).default(1),
  /** Triples a step. Larger ones cost less a triple, since they share more items, and learn less a triple. */
  batch: count.max(100_000).default(1024),
  /** Adam's step size, where the schedule begins. */
  learningRate: z.number().positive().max(1).default(1e-3),
  /** How it falls (train/schedule.ts): to zero over the run, in a line or along a cosine, or on the paper's ladder, a rung
   *  down whenever `patience` validations in a row are not better. */
  schedule: z.enum(['linear', 'cosine', 'ladder']).default('linear'),
  patience: count.max(1000).default(2),
  /** Ends a training whose schedule is a line or a cosine after this many validations in a row that are not better; 0: it
   *  runs to its end. The ladder ends by `patience`. */
  stopAfter: z.number().int().min(0).max(1000).default(0),
  /** lambda, on half the squared norm of the kernels. */
  l2: lambda.default(1e-3),
  /** AdamW's decoupled decay of the kernels, in parts of the step size; 0 is Adam. */
  weightDecay: z.number().nonnegative().max(10).default(0),
  /** How often the validation triples are asked, and the best checkpoint kept. */
  validations: count.max(1000).default(10),
  /** Seconds between two saves of what --resume needs. What is lost to a kill is no more than that. */
  saveEvery: z.number().nonnegative().default(30),

  // What goes beyond the paper, and is off by default: network/additions.ts says what each is, the preset
  // `best` lists what switches each off.
  /** Pairs: the positive against the negative of its triple. Softmax: against many items at once, drawn anew each step. */
  loss: z.enum(['pairs', 'softmax']).default('pairs'),
  /** How many at most. All items that somebody has are best, up to where the scores fill the memory. */
  softmaxItems: count.max(100_000).default(8_192),
  /** A linear way past each tower: what a linear model can know need not be bent through SELU. */
  skips: onOff.default('off'),
  /** Vectors of length 1 and a learned temperature, so that popular items don't win by long vectors. */
  normalise: onOff.default('off'),
  /** What the user tower gets of a history. The maximum picks outliers out of long histories. */
  pooling: z.enum(['average and maximum', 'mean']).default('average and maximum'),
  /** Share of the features that a step does not see, so that the item tower does not learn items by heart. */
  inputDropout: z.number().min(0).max(0.95).default(0),
  /** w: weight of the plain visual similarity beside the learned one, which is what cold items live on. */
  rawWeight: z.number().nonnegative().max(100).default(0),
  /** Numbers in it: larger features are projected to so many principal components, since each is a column of the table. */
  rawDimensions: count.max(2048).default(128),
  /** c: weight of the standardised log popularity, which is what warm items live on. */
  priorWeight: z.number().nonnegative().max(100).default(0),
  /** Its weight while training, so that the network learns what popularity does not explain, which is all that it can say
   *  of a cold item. */
  priorInLoss: z.number().nonnegative().max(100).default(0),

  /** Triples that each variant of the ablation learns from, the run's own settings among them; 0 for no ablation. Enough
   *  to tell variants apart, and each costs a tenth of the run. */
  ablationTriples: z.number().int().nonnegative().max(50_000_000).default(100_000),
  /** Whether export fits the model that is served once more, on all data: with the hidden items and the validation users,
   *  for as many steps as validation chose. What is evaluated stays the model that has not learned from them. On a
   *  simulated store, ranking purchases later than all that either had seen, it raised nDCG@20 from .224 to .259 (mean of
   *  three seeds, 128 users). */
  finalFit: onOff.default('off'),
  /** What the hidden items are ranked against: everything that the user has not bought, as the paper says, or of that what
   *  the store had when the user bought them, as its authors' code does; the latter needs events with times. */
  candidates: z.enum(['catalogue', 'inventory']).default('catalogue'),
});
export type Settings = z.output<typeof settingsSchema>;

/** What presets and --set may say: in place of a number of triples also `auto`, which the dataset decides. */
const choiceSchema = settingsSchema.extend({
  triples: z.union([z.literal('auto'), settingsSchema.shape.triples.unwrap()]).default(1_000_000),
});
type Choice = z.output<typeof choiceSchema>;
export const DEFAULT_SETTINGS: Readonly<Settings> = settingsSchema.parse({});

/** `triples=auto`: this many for each interaction that training knows, but no fewer than a small store needs to settle, and
 *  no more than an hour's worth. */
const AUTO_TRIPLES = { each: 4, least: 30_000, most: 2_000_000 };

/** Up to a round number, so that a few more interactions do not change a run. */
const ROUND = 10_000;

function autoTriples(interactions: number): number {
  const { each, least, most } = AUTO_TRIPLES;
  return Math.max(least, Math.min(most, Math.ceil((each * interactions) / ROUND) * ROUND));
}

/** The settings that `evaluate` may change without training again. */
const EVALUATION_SETTINGS = ['candidates'] as const satisfies readonly (keyof Settings)[];

/** A softmax holds some copies of its scores: 128 MB each. */
const MOST_SCORES = 2 ** 25;

/** The settings of which at least one is not zero. */
const WEIGHTS = [
  'leaveOneOut',
  'missingFromBasket',
  'nextBasket',
  'favouriteArtists',
  'profileItems',
  'singleItem',
  'sameArtist',
] as const;

/** A part of what a preset is, and the settings (`key=value`) that switch it off: the ablation has a row for each. */
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

/** Of `best` and `demo`. The weights of the raw term and of the prior were chosen on interactions held out of the training
 *  part of a dataset (README); they are no more than a good start elsewhere. */
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
  rawWeight: 0.5,
  priorWeight: 2,
  priorInLoss: 1,
  // A cosine gains most at its end, where steps are small: it is given half a run.
  stopAfter: 5,
  finalFit: 'on',
  ablationTriples: 20_000,
};

export const PRESETS: Record<string, Preset> = {
  standard: {
    about: "the settings' defaults: the paper's network on leave-one-out histories, some minutes on one core",
    settings: {},
    parts: [NO_L2],
  },
  demo: {
    about: 'what npm start takes: best in ten seconds, for a small store, without the final fit',
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
    about: 'seconds, to see that everything runs',
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
    about: 'the default: beyond the paper, part by part (network/additions.ts); its length follows the data',
    settings: BEST,
    parts: [
      { name: 'the softmax over many items, for pairs', off: ['loss=pairs'] },
      { name: 'the linear skips', off: ['skips=off'] },
      { name: 'vectors of length 1 and the temperature', off: ['normalise=off'] },
      { name: 'the average alone of a history', off: ['pooling=average and maximum'] },
      { name: 'input dropout', off: ['inputDropout=0'] },
      { name: 'AdamW, for L2', off: ['weightDecay=0', 'l2=0.001'] },
      { name: 'the cosine schedule, for a line', off: ['schedule=linear'] },
      { name: 'the raw visual term', off: ['rawWeight=0'] },
      { name: 'the popularity prior', off: ['priorWeight=0', 'priorInLoss=0'] },
    ],
  },
};
export const DEFAULT_PRESET = 'best';

/**
 * The settings of a preset with changes on top.
 * @param changes `key=value` each
 * @param interactions that training knows, for `triples=auto`
 */
export function chooseSettings(preset: string, changes: readonly string[], interactions = 0): Settings {
  if (!Object.hasOwn(PRESETS, preset))
    throw new InputError('usage', `there is no preset '${preset}'`, {
      how: `name one of: ${Object.keys(PRESETS).join(', ')}`,
    });
  return changeSettings(PRESETS[preset].settings, changes, interactions);
}

/**
 * Settings with changes on top; what is not there is as by default.
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
    throw new InputError('usage', `${WEIGHTS.join(', ')} are all zero, so there would be no triples`);
  const { loss, batch, softmaxItems, schedule, stopAfter } = parsed.data;
  if (schedule === 'ladder' && stopAfter > 0)
    throw new InputError('usage', `stopAfter=${stopAfter} does not go with schedule=ladder, which ends by patience`, {
      how: 'set stopAfter=0, or another schedule',
    });
  if (loss === 'softmax' && batch * softmaxItems > MOST_SCORES)
    throw new InputError('usage', `batch x softmaxItems is ${batch * softmaxItems} scores a step`, {
      how: `no more than ${MOST_SCORES} fit: lower one of the two`,
    });
  const { triples } = parsed.data;
  return { ...parsed.data, triples: triples === 'auto' ? autoTriples(interactions) : triples };
}

/** What an evaluation may change without training again. */
export type EvaluationSettings = Partial<Pick<Settings, 'candidates'>>;

/**
 * The changes of an evaluation.
 * @param changes `key=value` each
 * @throws InputError `usage` for a setting that only training can follow
 */
export function evaluationSettings(changes: readonly string[]): EvaluationSettings {
  const names = Object.keys(choiceSchema.shape) as (keyof Settings)[];
  for (const { key } of changes.map((change) => parseChange(change, names)))
    if (!EVALUATION_SETTINGS.some((name) => name === key))
      throw new InputError('usage', `the setting ${key} concerns training, and evaluate does not train`, {
        how: `evaluate can change: ${EVALUATION_SETTINGS.join(', ')}; for another ${key} train again`,
      });
  const changed = changeSettings({}, changes);
  return changes.length > 0 ? { candidates: changed.candidates } : {};
}

/** Seeds are whole numbers of 32 bits. */
export function parseSeed(text: string): number {
  const seed = Number(text);
  if (!/^\d+$/.test(text) || seed > 0xffffffff)
    throw new InputError('usage', `--seed ${text} is not a whole number between 0 and ${0xffffffff}`);
  return seed;
}
