// The split, worked by hand. Items are called by their rows.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Dataset, Events } from '../../../trainer/dataset/dataset.ts';
import { everything, split } from '../../../trainer/dataset/split.ts';

interface Row {
  user: number;
  item: number;
  at?: number;
  basket?: number;
}

function columns(rows: Row[], has: { at?: boolean; basket?: boolean }): Events {
  return {
    user: Int32Array.from(rows, ({ user }) => user),
    item: Int32Array.from(rows, ({ item }) => item),
    at: has.at ? Float64Array.from(rows, ({ at }) => at ?? Number.NaN) : null,
    basket: has.basket ? Int32Array.from(rows, ({ basket }) => basket ?? -1) : null,
    kind: null,
  };
}

function dataset(users: number, events: Events, validation: Events | null = null): Dataset {
  return {
    folder: '',
    name: '',
    provenance: '',
    fingerprint: '',
    simulated: false,
    items: [],
    users: Array.from({ length: users }, (_, i) => `u${i}`),
    events,
    validation,
    features: new Float32Array(0),
    featureSize: 1,
    clusters: null,
  };
}

/** Events in a line: `user:item@time#basket`, time and basket where they are known. */
function events(text: string): Events {
  const rows = text.split(' ').map((part): Row => {
    const [, user, item, at, basket] = /^(\d+):(\d+)(?:@(\d+))?(?:#(\d+))?$/.exec(part) ?? [];
    return { user: +user, item: +item, at: at ? +at : undefined, basket: basket ? +basket : undefined };
  });
  return columns(rows, { at: text.includes('@'), basket: text.includes('#') });
}

describe('the last event, where the data say nothing of baskets', () => {
  it('is the last of two or more distinct rows in file order', () => {
    expect(split(dataset(4, events('0:5 1:7 0:3 2:1 0:4 2:1')))).toEqual({
      // User 2 has one row only, twice; user 3 has none.
      history: [[5, 3], [7], [1], []],
      hidden: [[4], [], [], []],
      hiddenAt: Float64Array.of(Number.NaN, Number.NaN, Number.NaN, Number.NaN),
      baskets: null,
      how: 'last event',
    });
  });

  it('passes over a row that the user had before', () => {
    expect(split(dataset(1, events('0:5 0:3 0:5')))).toMatchObject({ history: [[5]], hidden: [[3]] });
  });
});

describe('the last basket', () => {
  it('by the basket column, which wins over times', () => {
    expect(split(dataset(2, events('0:1@10#0 0:2@10#1 0:3@20#1 1:4@10#2 1:5@20#2')))).toEqual({
      history: [[1], [4, 5]],
      hidden: [[2, 3], []],
      hiddenAt: Float64Array.of(10, Number.NaN),
      baskets: [[[1]], [[4, 5]]],
      how: 'last basket',
    });
  });

  it('by the time, where there is no such column; the order is that of time', () => {
    expect(split(dataset(2, events('0:1@30 0:2@20 0:3@10 0:4@30 0:5@20 1:6@10 1:7@10')))).toEqual({
      history: [
        [3, 2, 5],
        [6, 7],
      ],
      hidden: [[1, 4], []],
      hiddenAt: Float64Array.of(30, Number.NaN),
      baskets: [[[3], [2, 5]], [[6, 7]]],
      how: 'last basket',
    });
  });

  it('takes an event without a basket, or without a time, for one by itself', () => {
    expect(split(dataset(1, events('0:1#0 0:2 0:3')))).toMatchObject({ baskets: [[[1], [2]]], hidden: [[3]] });
    // One time of user 0 is not known: its order is the file's. User 1 knows all.
    expect(split(dataset(2, events('0:1@30 0:3@10 0:2 1:4@2 1:5@1')))).toMatchObject({
      history: [[1, 3], [5]],
      hidden: [[2], [4]],
    });
  });

  it('counts a row where it first occurs, and no basket that is empty then', () => {
    expect(split(dataset(1, events('0:1#0 0:2#1 0:1#1 0:1#2')))).toMatchObject({
      history: [[1]],
      baskets: [[[1]]],
      hidden: [[2]],
    });
  });
});

describe('the given validation', () => {
  it('is hidden, less what the user has, and everything else is history', () => {
    const given = split(dataset(3, events('0:1 0:2 1:3'), events('0:4 0:2 0:4 2:5 1:3')));
    expect(given).toEqual({
      history: [[1, 2], [3], []],
      hidden: [[4], [], [5]],
      hiddenAt: Float64Array.of(Number.NaN, Number.NaN, Number.NaN),
      baskets: null,
      how: 'given',
    });
  });

  it('leaves all baskets for training', () => {
    expect(split(dataset(1, events('0:1#0 0:2#1'), events('0:4')))).toMatchObject({
      history: [[1, 2]],
      baskets: [[[1], [2]]],
      hidden: [[4]],
    });
  });
});

it('says when the hidden rows were bought: the first of them whose time is known', () => {
  const last = split(dataset(3, events('0:1@5#0 0:2@9#1 0:3@8#1 1:4@7 2:1@3#0 2:2#1')));
  expect(last.hidden).toEqual([[3, 2], [], [2]]);
  expect([...last.hiddenAt]).toEqual([8, Number.NaN, Number.NaN]);
  const given = split(dataset(2, events('0:1@50 1:1@60'), events('0:2@20 0:1@10 1:3@30 1:4@25')));
  expect([...given.hiddenAt]).toEqual([20, 25]);
});

it('keeps every row on one side, once, in order', () => {
  const row = fc.record({
    user: fc.nat(3),
    item: fc.nat(8),
    at: fc.option(fc.nat(5), { nil: undefined, freq: 8 }),
    basket: fc.option(fc.nat(4), { nil: undefined }),
  });
  const cases = fc.record({
    rows: fc.array(row, { minLength: 1, maxLength: 40 }),
    has: fc.record({ at: fc.boolean(), basket: fc.boolean() }),
  });
  let baskets = 0;
  fc.assert(
    fc.property(cases, ({ rows, has }) => {
      const result = split(dataset(4, columns(rows, has)));
      for (let user = 0; user < 4; user++) {
        const { history, hidden } = { history: result.history[user], hidden: result.hidden[user] };
        const mine = [...new Set(rows.filter((r) => r.user === user).map((r) => r.item))];
        expect([...history, ...hidden].sort()).toEqual(mine.sort());
        expect(hidden.length > 0).toBe(mine.length > 0 && history.length < mine.length);
        if (mine.length > 0) expect(history.length).toBeGreaterThan(0);
        if (result.baskets === null) continue;
        baskets += result.baskets[user].length;
        expect(result.baskets[user].flat().sort()).toEqual([...history].sort());
        expect(result.baskets[user].every((basket) => basket.length > 0)).toBe(true);
      }
    }),
  );
  expect(baskets).toBeGreaterThan(0);
});

describe('everything that is known', () => {
  it('has the last basket too, and hides nothing', () => {
    const events = columns(
      [
        { user: 0, item: 3, at: 20, basket: 1 },
        { user: 0, item: 1, at: 10, basket: 0 },
        { user: 0, item: 1, at: 20, basket: 1 },
        { user: 1, item: 2, at: 5 },
      ],
      { at: true, basket: true },
    );
    expect(split(dataset(2, events)).history).toEqual([[1], [2]]);
    expect(everything(dataset(2, events))).toEqual({
      history: [[1, 3], [2]],
      baskets: [[[1], [3]], [[2]]],
      hidden: [[], []],
      hiddenAt: Float64Array.of(Number.NaN, Number.NaN),
      how: 'last basket',
    });
  });
  it('has the validation set in the order of time, its baskets apart from those of the events', () => {
    const events = columns([{ user: 0, item: 0, at: 30, basket: 0 }], { at: true, basket: true });
    const validation = columns(
      [
        { user: 0, item: 1, at: 10, basket: 0 },
        { user: 0, item: 2, at: 40, basket: 0 },
        { user: 1, item: 0, at: 1 },
        { user: 1, item: 3, at: 1 },
      ],
      { at: true, basket: true },
    );
    const { history, baskets, how } = everything(dataset(2, events, validation));
    expect(history).toEqual([
      [1, 0, 2],
      [0, 3],
    ]);
    expect(baskets).toEqual([
      [[1, 2], [0]],
      [[0], [3]],
    ]);
    expect(how).toBe('given');
  });
  it('has the validation set last where one of the two has no times', () => {
    const events = columns([{ user: 0, item: 4, at: 30 }], { at: true });
    const validation = columns([{ user: 0, item: 1 }], {});
    expect(everything(dataset(1, events, validation)).history).toEqual([[4, 1]]);
    expect(everything(dataset(1, columns([{ user: 0, item: 4 }], {}), validation)).baskets).toBeNull();
  });
});
