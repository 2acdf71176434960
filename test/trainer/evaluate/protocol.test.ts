// The protocol on a small store, against values worked out by hand.
import { describe, expect, it } from 'vitest';
import type { Items } from '../../../trainer/evaluate/lists.ts';
import { countUsers } from '../../../trainer/evaluate/owners.ts';

import { evaluate, type Protocol } from '../../../trainer/evaluate/protocol.ts';
import type { Ranker } from '../../../trainer/evaluate/ranker.ts';
import { evaluationTable } from '../../../trainer/evaluate/table.ts';
import { oracle } from '../../../trainer/rivals/oracle.ts';
import { popularity } from '../../../trainer/rivals/popularity.ts';
import { randomOrder } from '../../../trainer/rivals/random.ts';
import { visRank, visualScores } from '../../../trainer/rivals/visrank.ts';

const rows = 6;
// Items 4 and 5 are cold. User 2 has hidden items but no history; user 3 has nothing hidden.
const known = [[0], [0, 1], [], [2, 3]];
const hidden = [[1, 5], [4], [0], []];
// The pictures of items 0 to 2 are equal, those of 3 to 5 too, and the two kinds are orthogonal.
const items: Items = {
  unitOf: (list) => Float32Array.from(list.flatMap((row) => (row < 3 ? [1, 0] : [0, 1]))),
  size: 2,
  artists: ['ann', 'ann', 'ben', 'ben', 'cleo', undefined],
  owners: [2, 1, 1, 1, 0, 0],
  users: 4,
};
const protocol: Protocol = {
  hidden: 'last event',
  candidates: 'catalogue',
  resold: null,
  learnedFrom: 'all but the hidden items',
};
const fixed: Ranker = { name: 'fixed', score: () => Float32Array.of(9, 1, 2, 3, 2, 4) };

describe('all items and cold items', async () => {
  const {
    rows: table,
    usersWithoutHistory,
    coldItems,
  } = await evaluate([fixed], { protocol, known, hidden, rows, items }, 1);
  const [all, cold] = table;

  it('counts the users', () => {
    expect([all.users, cold.users, usersWithoutHistory, coldItems]).toEqual([2, 2, 1, 2]);
  });
  it('measures over all items outside the history', () => {
    // User 0: candidates 1..5 in the order 5, 3, 2, 4, 1; hidden 5 and 1 have the ranks 0 and 4.
    //   Others are 2, 3, 4: all below 5, none below 1, so AUC = (1 + 0) / 2.
    // User 1: candidates 2..5 in the order 5, 3, 2, 4 (2 and 4 tie); hidden 4 has the rank 3.
    //   Others are 5, 3 above and 2 tied, so AUC = (0.5) / 3.
    expect(all.auc).toBeCloseTo((0.5 + 0.5 / 3) / 2, 12);
    expect(all.recallAt20).toBe(1);
    expect(all.precisionAt20).toBeCloseTo((2 / 20 + 1 / 20) / 2, 12);
    const nDCG0 = (1 + 1 / Math.log2(6)) / (1 + 1 / Math.log2(3));
    expect(all.ndcgAt20).toBeCloseTo((nDCG0 + 1 / Math.log2(5)) / 2, 12);
  });
  it('measures over cold items only', () => {
    // User 0: candidates 4, 5; hidden 5 comes first. User 1: hidden 4 comes last.
    expect(cold.auc).toBeCloseTo((1 + 0) / 2, 12);
    expect(cold.ndcgAt20).toBeCloseTo((1 + 1 / Math.log2(3)) / 2, 12);
  });
});

it('measures coverage, novelty, diversity and newcomers of the top', async () => {
  const { lists } = await evaluate([fixed], { protocol, known, hidden, rows, items }, 1);
  const [{ method, places, coverage, novelty, diversity, newcomers }] = lists;
  expect([method, places]).toEqual(['fixed', 20]);
  // User 0 sees 1 to 5, user 1 sees 2 to 5: five of six items.
  expect(coverage).toBeCloseTo(5 / 6, 12);
  // Bits of an item that n of 4 users have: -log2((n + 1) / 5). User 0: three with n = 1, two with n = 0; user 1: two and two.
  const one = -Math.log2(2 / 5);
  const none = -Math.log2(1 / 5);
  expect(novelty).toBeCloseTo(((3 * one + 2 * none) / 5 + (2 * one + 2 * none) / 4) / 2, 12);
  // User 0: 1 2 | 3 4 5, 6 of 10 pairs are of two kinds; user 1: 2 | 3 4 5, 3 of 6.
  expect(diversity).toBeCloseTo((0.6 + 0.5) / 2, 6);
  // No user has an item of cleo. Places with an artist: four of user 0, three of user 1; one of each is cleo's.
  expect(newcomers).toBeCloseTo(2 / 7, 12);
});

it('measures hidden, cold and rare items in lists of k places', async () => {
  // Nobody has item 5; fewer than ten users have 1, 2 and 4.
  const counted = { ...items, owners: [12, 1, 9, 10, 3, 0] };
  const { lists, rareItems } = await evaluate([fixed], { protocol, known, hidden, rows, items: counted, k: 3 }, 1);
  // Both users see 5, 3, 2. Hidden are 1 and 5 for user 0, and 4 for user 1.
  expect(rareItems).toBe(4);
  expect(lists[0]).toMatchObject({ places: 3, recall: 0.25, coverage: 0.5 });
  expect(lists[0].ndcg).toBeCloseTo(1 / (1 + 1 / Math.log2(3)) / 2, 12);
  expect(lists[0].cold).toBeCloseTo(2 / 6, 12);
  expect(lists[0].rare).toBeCloseTo(4 / 6, 12);
  expect(lists[0].rareRecall).toBeCloseTo(1 / 3, 12);
});

it('has no rows for cold items if no cold item is hidden', async () => {
  const evaluation = await evaluate([fixed], { protocol, known: [[0, 1, 2, 3, 4]], hidden: [[5]], rows, items }, 1);
  // The hidden item is the only candidate, so the metrics are undefined.
  expect(evaluation.rows).toEqual([]);
  expect(evaluationTable(evaluation)).toContain('cold items: no user has a hidden one');
});

describe('rivals', () => {
  const many = 200;
  const users = 400;
  const histories = Array.from({ length: users }, (_, u) => [u % many]);
  const answers = Array.from({ length: users }, (_, u) => [(u + 7) % many]);
  it('random has an AUC of .5, the oracle of 1', async () => {
    const cold = {
      ...items,
      unitOf: (list: readonly number[]) => new Float32Array(2 * list.length),
      artists: new Array<undefined>(many).fill(undefined),
      owners: new Float32Array(many),
    };
    const question = { protocol, known: histories, hidden: answers, rows: many, items: cold };
    const { rows: table } = await evaluate([randomOrder(many, 1), oracle(answers, many)], question, 1);
    expect(table[0].auc).toBeGreaterThan(0.46);
    expect(table[0].auc).toBeLessThan(0.54);
    expect(table[1]).toMatchObject({ auc: 1, recallAt20: 1, ndcgAt20: 1 });
    expect(table[1].precisionAt20).toBeCloseTo(1 / 20, 12);
  });
  it('popularity counts users', async () => {
    expect([...countUsers(known, rows)]).toEqual([2, 1, 1, 1, 0, 0]);
    expect([...(await popularity(known, rows).score({ user: 0, history: [0] }))]).toEqual([2, 1, 1, 1, 0, 0]);
  });
  it('VisRank takes the largest cosine of z-scores', async () => {
    // Means 0 and deviations 1, so the features are their own z-scores.
    const ranker = visRank(visualScores(Float32Array.of(1, 1, -1, -1, 1, -1, -1, 1), 2));
    const scores = await ranker.score({ user: 0, history: [0, 2] });
    expect([...scores].map((score) => Math.round(score * 1e6) / 1e6)).toEqual([1, 0, 1, 0]);
  });
});
