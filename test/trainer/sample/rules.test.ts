// All triples of random stores, checked against a second implementation of the guidelines' rules.
import { InputError } from '@curatornet/shared/errors.ts';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { dataOf, draw, lines, type Store, type Triple } from './support.ts';

const CLUSTERS = 5;

const store = fc
  .record({
    items: fc.array(
      fc.record({
        artist: fc.option(fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'), { nil: undefined, freq: 8 }),
        label: fc.nat(CLUSTERS - 1),
        feature: fc.tuple(fc.integer({ min: -4, max: 4 }), fc.integer({ min: -4, max: 4 }), fc.constantFrom(1, 2)),
      }),
      { minLength: 12, maxLength: 30, size: 'max' },
    ),
    people: fc.array(fc.array(fc.array(fc.nat(), { minLength: 1, maxLength: 3 }), { maxLength: 3, size: 'max' }), {
      minLength: 1,
      maxLength: 6,
      size: 'max',
    }),
  })
  .map(({ items, people }): Store => {
    const baskets = people.map((mine) => {
      const seen = new Set<number>();
      const once = (row: number) => !seen.has(row) && seen.add(row);
      return mine
        .map((basket) => basket.map((row) => row % items.length).filter(once))
        .filter(({ length }) => length > 0);
    });
    return {
      artists: items.map(({ artist }) => artist),
      labels: items.map(({ label }) => label),
      baskets,
      features: items.map(({ feature }) => feature),
    };
  });

const same = (a: number[], b: number[]) => JSON.stringify(a) === JSON.stringify(b);

function cosine({ features }: Store, a: number, b: number): number {
  const dot = (x: number[], y: number[]) => x.reduce((sum, value, i) => sum + value * y[i], 0);
  return dot(features[a], features[b]) / Math.sqrt(dot(features[a], features[a]) * dot(features[b], features[b]));
}

function sharesNothing({ artists, labels }: Store, bought: number[], row: number): boolean {
  return bought.every(
    (mine) => labels?.[mine] !== labels?.[row] && (artists[mine] === undefined || artists[mine] !== artists[row]),
  );
}

/** Whether a user's baskets allow this triple; `negative` checks the negative, given the bought items. */
type Rule = (store: Store, triple: Triple, negative: (bought: number[]) => boolean) => boolean;

const RULES: Record<string, { rule: Rule; apart: boolean }> = {
  missingFromBasket: {
    apart: true,
    rule: ({ baskets }, { history, positive }, negative) =>
      baskets.some((mine) =>
        mine.some(
          (basket, k) =>
            basket.length >= 2 &&
            basket.includes(positive) &&
            same(
              history,
              mine
                .slice(0, k + 1)
                .flat()
                .filter((row) => row !== positive),
            ) &&
            negative(mine.flat()),
        ),
      ),
  },
  nextBasket: {
    apart: true,
    rule: ({ baskets }, { history, positive }, negative) =>
      baskets.some((mine) =>
        mine.some(
          (_, k) =>
            k + 1 < mine.length &&
            mine[k + 1].includes(positive) &&
            same(history, mine.slice(0, k + 1).flat()) &&
            negative(mine.flat()),
        ),
      ),
  },
  favouriteArtists: {
    apart: true,
    rule: ({ baskets, artists, labels }, { history, positive }, negative) =>
      baskets.some((mine) => {
        const bought = mine.flat();
        return (
          same(history, bought) &&
          !bought.includes(positive) &&
          bought.some((row) => artists[row] !== undefined && artists[row] === artists[positive]) &&
          bought.some((row) => labels?.[row] === labels?.[positive]) &&
          negative(bought)
        );
      }),
  },
  profileItems: {
    apart: false,
    rule: ({ baskets }, { history, positive }, negative) =>
      baskets.some((mine) => same(history, mine.flat()) && history.includes(positive) && negative(history)),
  },
  leaveOneOut: {
    apart: false,
    rule: ({ baskets }, { history, positive }, negative) =>
      baskets.some((mine) => {
        const bought = mine.flat();
        return (
          bought.includes(positive) &&
          history.length > 0 &&
          same(
            history,
            bought.filter((row) => row !== positive),
          ) &&
          negative(bought)
        );
      }),
  },
  singleItem: {
    apart: false,
    rule: ({ baskets }, { history, positive }, negative) =>
      same(history, [positive]) && baskets.flat(2).includes(positive) && negative(history),
  },
  sameArtist: {
    apart: false,
    rule: ({ artists }, { history, positive }, negative) =>
      history.length === 1 &&
      history[0] !== positive &&
      artists[positive] !== undefined &&
      artists[history[0]] === artists[positive] &&
      negative([...history, positive]),
  },
};

function drawn(made: Store, settings: Parameters<typeof draw>[1], seed: number) {
  try {
    return draw(dataOf(made), settings, seed);
  } catch (error) {
    if (error instanceof InputError && error.message.startsWith('the dataset allows no ')) return null;
    throw error;
  }
}

for (const negatives of ['guidelines', 'uniform'] as const)
  it.each(Object.keys(RULES))(`%s keeps its rules, with negatives: ${negatives}`, (key) => {
    const { rule, apart } = RULES[key];
    let triples = 0;
    let copies = 0;
    fc.assert(
      fc.property(store, fc.nat(1000), (made, seed) => {
        const all = drawn(made, { [key]: 1, negatives, triples: 60, validationTriples: 60 }, seed)?.all ?? [];
        triples += all.length;
        if (made.features.some((_, i) => made.features.some((_, j) => i < j && cosine(made, i, j) > 1 - 1e-7)))
          copies++;
        for (const triple of all) {
          const allowed = rule(made, triple, (bought) =>
            negatives === 'guidelines' && apart
              ? sharesNothing(made, bought, triple.negative)
              : !bought.includes(triple.negative),
          );
          if (!allowed) expect.fail(`${key} drew ${lines([triple])}`);
          expect(triple.history).not.toContain(triple.negative);
          expect(cosine(made, triple.positive, triple.negative)).toBeLessThan(1 - 1e-7);
          if (key === 'sameArtist' && negatives === 'guidelines') {
            const [item] = triple.history;
            expect(made.artists[triple.negative]).not.toBe(made.artists[item]);
            const margin = cosine(made, item, triple.positive) - cosine(made, item, triple.negative);
            expect(margin).toBeGreaterThan(0.1 - 1e-6);
          }
        }
        expect(lines(all).length).toBe(all.length);
      }),
      { numRuns: 60 },
    );
    // Guards: there were triples, and there were copies of pictures.
    expect(triples).toBeGreaterThan(100);
    expect(copies).toBeGreaterThan(20);
  });

it('all guidelines together never repeat a triple across training and validation', () => {
  let shared = 0;
  const weights = Object.fromEntries(Object.keys(RULES).map((key) => [key, 1]));
  fc.assert(
    fc.property(store, fc.constantFrom(0, 0.3), (made, validationUsers) => {
      const result = drawn(made, { ...weights, validationUsers, triples: 2000, validationTriples: 700 }, 1);
      if (!result) return;
      expect(lines(result.all).length).toBe(result.all.length);
      // For a user with one item, guidelines 4 and 5 allow the same triple.
      if (made.baskets.some((mine) => mine.flat().length === 1)) shared++;
    }),
    { numRuns: 60 },
  );
  expect(shared).toBeGreaterThan(5);
});
