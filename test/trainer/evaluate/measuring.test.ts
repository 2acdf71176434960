// Measuring in blocks, in threads and in two goes gives what one user at a time gives in one go.
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { featureStatistics } from '../../../trainer/algebra/standardise.ts';
import { inMemory, openPartial } from '../../../trainer/evaluate/partial.ts';
import { type EvaluationTask, measureAll } from '../../../trainer/evaluate/protocol.ts';
import type { Ranker } from '../../../trainer/evaluate/ranker.ts';
import { withSampledUsers } from '../../../trainer/evaluate/task.ts';
import { toTowers } from '../../../trainer/network/convert.ts';
import { createPapersNetwork } from '../../../trainer/network/create.ts';
import { Random } from '../../../trainer/random.ts';
import { popularity } from '../../../trainer/rivals/popularity.ts';
import { randomOrder } from '../../../trainer/rivals/random.ts';
import { visRank, visualScores } from '../../../trainer/rivals/visrank.ts';
import { ServedCuratorNet } from '../../../trainer/serving/served.ts';
import { chooseBackend } from '../../../trainer/tfjs/choose.ts';
import { freshFolder } from '../dataset/support.ts';

const [ROWS, USERS, SIZE] = [50, 600, 8];
const random = new Random(7);
const features = Float32Array.from({ length: ROWS * SIZE }, () => random.uniform());
const rowsOf = (count: number) => [
  ...random.shuffle(Int32Array.from({ length: ROWS }, (_, row) => row)).subarray(0, count),
];
const drawn = Array.from({ length: USERS }, (_, user) => rowsOf(3 + (user % 3)));
// The last five rows are cold; every tenth user has no history, every seventh nothing hidden.
const warm = (rows: number[]) => rows.filter((row) => row < ROWS - 5);
const task: EvaluationTask = {
  protocol: { hidden: 'given', candidates: 'catalogue', resold: null, learnedFrom: 'all but the hidden items' },
  known: drawn.map((rows, user) => (user % 10 === 0 ? [] : warm(rows.slice(2)))),
  hidden: drawn.map((rows, user) => (user % 7 === 0 ? [] : rows.slice(0, 2))),
  rows: ROWS,
  items: {
    unitOf: (list) => new Float32Array(list.length * 2).fill(Math.SQRT1_2),
    size: 2,
    artists: new Array<undefined>(ROWS).fill(undefined),
    owners: new Float32Array(ROWS),
    users: USERS,
  },
  offSale: (user) => [user % ROWS].filter((row) => !drawn[user].includes(row)),
};

let rankers: Ranker[];
beforeAll(async () => {
  await chooseBackend('wasm');
  const towers = toTowers(createPapersNetwork(SIZE, new Random(1)), featureStatistics(features, SIZE));
  const served = await ServedCuratorNet.open(towers, features, ROWS);
  const scoresOf = visualScores(features, SIZE);
  rankers = [served, visRank(scoresOf), visRank(scoresOf, 'mean'), popularity(task.known, ROWS), randomOrder(ROWS, 1)];
});

it('threads measure the same to the bit, the served model included', async () => {
  const alone = await measureAll(rankers, task, { threads: 1 });
  expect(alone.all[0].values.auc.length).toBeGreaterThan(400);
  expect(alone.cold[0].values.auc.length).toBeGreaterThan(50);
  expect(await measureAll(rankers, task, { threads: 2, large: 0 })).toEqual(alone);
});

it('scores of a block are those of each user alone', async () => {
  const block = await measureAll(rankers, task, { threads: 1 });
  const single = rankers.map(
    ({ name, score }, i): Ranker => ({ name, score: (query) => score.call(rankers[i], query) }),
  );
  const alone = await measureAll(single, task, { threads: 1 });
  expect(alone.all.map(({ values }) => values.ndcgAt20)).toEqual(block.all.map(({ values }) => values.ndcgAt20));
});

describe('an interrupted evaluation', () => {
  /** Popularity that fails at a user, and counts its calls. */
  function failing(at: number): Ranker & { calls: number; prepared: number } {
    const ranker = {
      name: 'popularity',
      calls: 0,
      prepared: 0,
      prepare: () => void ranker.prepared++,
      score({ user }: { user: number }) {
        ranker.calls++;
        if (user === at) throw new Error('interrupted');
        return popularity(task.known, ROWS).score({ user, history: [] });
      },
    };
    return ranker;
  }

  it('resumes after the last finished block, and begins anew for something else', async () => {
    const path = join(freshFolder(), 'partial.jsonl');
    const whole = failing(-1);
    const expected = await measureAll([whole], task);
    const first = await openPartial(path, { run: 1 });
    await expect(measureAll([failing(599)], task, { partial: first })).rejects.toThrow('interrupted');
    const rest = failing(-1);
    expect(await measureAll([rest], task, { partial: await openPartial(path, { run: 1 }) })).toEqual(expected);
    // Blocks have 256 users, and two of them were finished.
    expect(rest.calls).toBe(whole.calls - 256);
    const done = failing(-1);
    await measureAll([done], task, { partial: await openPartial(path, { run: 1 }) });
    expect([done.calls, done.prepared]).toEqual([0, 0]);
    const other = failing(-1);
    await measureAll([other], task, { partial: await openPartial(path, { run: 2 }) });
    expect(other.calls).toBe(whole.calls);
  });
});

it('samples users by the seed and says so', async () => {
  const most = 100;
  const [a, b] = [1, 2].map((seed) => withSampledUsers(task, most, seed));
  const askedOf = ({ hidden, known }: EvaluationTask) =>
    [...hidden.keys()].filter((user) => hidden[user].length > 0 && known[user].length > 0);
  expect([askedOf(a).length, askedOf(b).length]).toEqual([most, most]);
  expect(askedOf(a)).not.toEqual(askedOf(b));
  expect(askedOf(task)).toEqual(expect.arrayContaining(askedOf(a)));
  expect(a.protocol.sampledFrom).toBe(askedOf(task).length);
  expect(withSampledUsers(task, USERS, 1)).toBe(task);
  const partial = inMemory();
  expect((await measureAll([rankers[3]], a, { partial })).all[0].values.auc.length).toBe(most);
});
