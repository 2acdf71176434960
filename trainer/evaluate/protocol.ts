// The protocol: rank for each user all items outside the history, and measure the ranks of the hidden items. One pass over
// the users in blocks; every method scores a block, and only the metrics are kept. Of a large evaluation, the measuring is
// shared among threads; results do not depend on their number.
import { availableParallelism } from 'node:os';
import { type EvaluationRow, METRICS, type Metric } from '@curatornet/shared/bundle.ts';
import { z } from 'zod';
import { progress } from '../progress.ts';
import { shared } from '../threads.ts';
import { type Comparison, comparisons, type Measured, means } from './compare.ts';
import { type Items, type ListRow, Lists, PLACES, rareRows } from './lists.ts';
import { type AskedUser, type MetricValues, measureUser, type UserResult } from './measure.ts';
import { MeasuringThreads } from './measuring-threads.ts';
import { inMemory, type PartialResults } from './partial.ts';
import type { Ranker } from './ranker.ts';

/** The protocol of a result: results of different protocols are not comparable. */
export const protocolSchema = z.strictObject({
  /** The rule that hid the items. */
  hidden: z.enum(['given', 'last basket', 'last event']),
  /** The items that the hidden ones are ranked among. */
  candidates: z.enum(['catalogue', 'inventory']),
  /** The number of unique items sold more than once, on sale between their sales; null with the catalogue. */
  resold: z.int().nonnegative().nullable(),
  /** No measured model has learned from the hidden items. */
  learnedFrom: z.literal('all but the hidden items'),
  /** The number of users that the evaluated ones are a sample of; absent if all were asked. */
  sampledFrom: z.int().positive().optional(),
});
export type Protocol = z.infer<typeof protocolSchema>;

export interface EvaluationTask {
  protocol: Protocol;
  /** By user: rows of the history, and hidden rows. */
  known: readonly (readonly number[])[];
  hidden: readonly (readonly number[])[];
  rows: number;
  items: Items;
  /** The length of the lists; default 20. */
  k?: number;
  /** By user: rows that were not candidates when the hidden ones were bought; absent if all were. */
  offSale?: (user: number) => readonly number[];
}

/** A table of methods, the tests of their differences, and the number of users left out. */
export interface Evaluation {
  protocol: Protocol;
  rows: EvaluationRow[];
  comparisons: Comparison[];
  /** Beyond-accuracy metrics, over all items. */
  lists: ListRow[];
  /** Users with hidden items but without a history, whom no method can rank for. */
  usersWithoutHistory: number;
  /** The number of items in no history: the candidates of `cold`. */
  coldItems: number;
  /** The number of items that fewer than ten users have, cold ones included. */
  rareItems: number;
}

const nothing = (): Record<Metric, number[]> =>
  Object.fromEntries(METRICS.map((metric) => [metric, [] as number[]])) as Record<Metric, number[]>;

function keep(values: Record<Metric, number[]>, metrics: MetricValues | null): void {
  if (metrics !== null) for (const [i, metric] of METRICS.entries()) values[metric].push(metrics[i]);
}

/** The metrics of every method for every user with a history. */
export interface Measurements {
  all: Measured[];
  cold: Measured[];
  /** Over all items. */
  lists: ListRow[];
  usersWithoutHistory: number;
  coldItems: number;
  rareItems: number;
}

/**
 * Ranks with every method for every user who has hidden items.
 *
 * `all`: the candidates are all items outside the user's history, or those of them that were on sale. `cold`: those of the
 * candidates that are in no history, which can be ranked only by their pictures; users without a hidden cold item are left
 * out.
 * @param rankers the evaluated one first
 */
export async function measureAll(
  rankers: readonly Ranker[],
  { known, hidden, rows, items, k: places = PLACES, offSale }: EvaluationTask,
  { threads = availableParallelism(), large = LARGE, partial = inMemory() }: MeasuringOptions = {},
): Promise<Measurements> {
  const warm = shared(new Uint8Array(rows));
  for (const history of known) for (const row of history) warm[row] = 1;
  const asked = [...hidden.keys()].filter((user) => hidden[user].length > 0);
  const users = asked.filter((user) => known[user].length > 0);
  const size = Math.max(FEWEST, Math.min(MOST, Math.floor(SCORES / rows)));
  const blocks = Array.from({ length: Math.ceil(users.length / size) }, (_, block) =>
    users.slice(block * size, (block + 1) * size),
  );
  const missing = (block: number) => rankers.filter(({ name }) => partial.get(name, block) === undefined);
  for (const ranker of rankers) if (blocks.some((_, block) => missing(block).includes(ranker))) ranker.prepare?.();
  const count = rows * users.length * rankers.length > large ? threads : 1;
  const threaded = count > 1 ? rankers.filter((ranker) => ranker.inThreads) : [];
  const data = { rankers: threaded.map((ranker) => ranker.inThreads!()), warm, places };
  const pool = count > 1 ? new MeasuringThreads(count, data, size * rows) : null;
  const measuring: Measuring = { rows, warm, places, pool, threaded };
  const before = blocks.findIndex((_, block) => missing(block).length > 0);
  const done = (block: number) => Math.min(users.length, block * size);
  const bar = progress('evaluate', users.length, 'users', { from: done(before < 0 ? blocks.length : before) });
  try {
    for (const [block, mine] of blocks.entries()) {
      const ask = (user: number): AskedUser => ({
        user,
        history: known[user],
        offSale: offSale?.(user) ?? [],
        hidden: hidden[user],
        coldHidden: hidden[user].filter((row) => warm[row] === 0),
      });
      const left = missing(block);
      if (left.length === 0) continue;
      const results = await measureBlock(left, mine.map(ask), measuring);
      for (const [i, { name }] of left.entries()) await partial.add(name, block, results[i]);
      bar.update(done(block + 1));
    }
  } finally {
    await pool?.stop();
  }
  bar.end();
  return {
    ...collect(
      rankers,
      { items, places },
      users.map((user) => hidden[user]),
      (name) => blocks.flatMap((_, block) => partial.get(name, block)!),
    ),
    usersWithoutHistory: asked.length - users.length,
    coldItems: warm.filter((has) => has === 0).length,
    rareItems: rareRows(items.owners).filter((rare) => rare).length,
  };
}

/** Users per block, and about the most scores of a block. */
const [FEWEST, MOST, SCORES] = [8, 256, 2 ** 22];
/** An evaluation of more scores is shared among threads. */
const LARGE = 2 ** 28;

export interface MeasuringOptions {
  /** For a large evaluation; default: one per core. */
  threads?: number;
  /** The number of scores beyond which it is shared among threads. */
  large?: number;
  /** Results of an interrupted evaluation; receives new ones. */
  partial?: PartialResults;
}

interface Measuring {
  rows: number;
  warm: Uint8Array;
  places: number;
  pool: MeasuringThreads | null;
  /** The rankers that the threads have, in their order. */
  threaded: readonly Ranker[];
}

/** The results of a block of users for every method. */
async function measureBlock(
  rankers: readonly Ranker[],
  users: AskedUser[],
  measuring: Measuring,
): Promise<UserResult[][]> {
  const { pool, threaded, rows, warm, places } = measuring;
  const byThreads = (i: number) => threaded.includes(rankers[i]);
  // The threads begin with their own, while this one computes the scores of the others.
  const inOrder = [...rankers.keys()].sort((a, b) => Number(byThreads(b)) - Number(byThreads(a)));
  const results: Promise<UserResult[]>[] = new Array(rankers.length);
  for (const i of inOrder) {
    const ranker = rankers[i];
    if (pool && byThreads(i)) {
      const each = Math.ceil(users.length / pool.count);
      const parts = Array.from({ length: pool.count }, (_, part) => users.slice(part * each, (part + 1) * each));
      const own = threaded.indexOf(ranker);
      results[i] = Promise.all(parts.map((part) => pool.measure({ users: part, ranker: own }))).then((all) =>
        all.flat(),
      );
    } else if (pool) {
      const scores = await pool.buffer();
      await scoreBlock(ranker, users, scores, rows);
      results[i] = pool.measure({ users, scores });
    } else {
      const scores = new Float32Array(users.length * rows);
      await scoreBlock(ranker, users, scores, rows);
      results[i] = Promise.resolve(
        users.map((asked, u) => measureUser(scores.subarray(u * rows, (u + 1) * rows), asked, warm, places)),
      );
    }
    // An error is thrown by the Promise.all below, not before.
    results[i].catch(() => {});
  }
  return Promise.all(results);
}

/** Writes the scores of users into `out`, [users, rows]. */
async function scoreBlock(ranker: Ranker, users: AskedUser[], out: Float32Array, rows: number): Promise<void> {
  if (ranker.scoreMany) ranker.scoreMany(users, out);
  else for (const [u, asked] of users.entries()) out.set(await ranker.score(asked), u * rows);
}

/** The tables of the methods. @param hidden the hidden rows of each user, in the order of the results */
function collect(
  rankers: readonly Ranker[],
  { items, places }: { items: Items; places: number },
  hidden: readonly (readonly number[])[],
  resultsOf: (method: string) => UserResult[],
): Pick<Measurements, 'all' | 'cold' | 'lists'> {
  const found = rankers.map(({ name }) => {
    const all = { method: name, values: nothing() };
    const cold = { method: name, values: nothing() };
    const lists = new Lists(items, places);
    for (const [i, result] of resultsOf(name).entries()) {
      keep(all.values, result.all);
      keep(cold.values, result.cold);
      lists.add(result.top, hidden[i]);
    }
    return { all, cold, list: lists.row(name) };
  });
  return {
    all: found.map(({ all }) => all),
    cold: found.map(({ cold }) => cold),
    lists: found.map(({ list }) => list).filter((row) => row !== null),
  };
}

/**
 * The table of a run: means with confidence intervals, and tests of the differences.
 * @param seed for the intervals and the randomisation test
 */
export async function evaluate(
  rankers: readonly Ranker[],
  question: EvaluationTask,
  seed: number,
  options?: MeasuringOptions,
): Promise<Evaluation> {
  const { all, cold, ...rest } = await measureAll(rankers, question, options);
  return {
    protocol: question.protocol,
    rows: [...means(all, 'all', seed), ...means(cold, 'cold', seed)],
    comparisons: [...comparisons(all, 'all', seed), ...comparisons(cold, 'cold', seed)],
    ...rest,
  };
}
