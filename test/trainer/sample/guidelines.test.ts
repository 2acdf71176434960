// Each guideline on ten items: all triples that it allows, worked out by hand from the table of the guidelines.
import { expect, it } from 'vitest';
import type { SamplingSettings } from '../../../trainer/sample/sample.ts';
import { atAngles, dataOf, draw, lines, STORE } from './support.ts';

const data = dataOf(STORE);
const rest = (...without: number[]) => [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].filter((row) => !without.includes(row));
const triples = (history: number[], positive: number, negatives: number[]) =>
  negatives.map((negative) => `${history} > ${positive} / ${negative}`);

/** The triples of twenty seeds, because one seed may miss some: a sampler fails after a few tries. */
function everything(settings: Partial<SamplingSettings>) {
  return lines(Array.from({ length: 20 }, (_, seed) => draw(data, settings, seed).all).flat());
}

// The first user's clusters are 0 and 1, the artists a, b and c: 3 and 9 are out for the cluster, 4 for the artist.
const APART = [5, 6, 7, 8];

it('guideline 1 removes an item from a basket of two', () => {
  expect(everything({ missingFromBasket: 1 })).toEqual(
    [...triples([0, 2], 1, APART), ...triples([0, 1], 2, APART)].sort(),
  );
});

it('guideline 2 takes an item of the next basket as positive', () => {
  expect(everything({ nextBasket: 1 })).toEqual([...triples([0], 1, APART), ...triples([0], 2, APART)].sort());
});

it('unknown artists count as different', () => {
  // The bought items are in clusters 2 and 0; the artists of 6 and 8 are unknown.
  const artists = STORE.artists.map((artist, row) => (row === 6 ? undefined : artist));
  const unknown = dataOf({ ...STORE, artists, baskets: [[[8], [1]]] });
  expect(lines(draw(unknown, { nextBasket: 1 }).all)).toEqual(triples([8], 1, [2, 6, 7]));
  // Items with unknown artists are not items of one artist.
  expect(lines(draw(unknown, { sameArtist: 1 }).all).filter((line) => /^[689] /.test(line))).toEqual([]);
});

it('guideline 3 takes an unbought item that shares an artist and a cluster with bought items', () => {
  // 4 is by artist a, but in cluster 2; the second user's artist has 7, but in cluster 3.
  expect(everything({ favouriteArtists: 1 })).toEqual(triples([0, 1, 2], 3, APART));
});

it('guideline 4 takes an item of the whole history', () => {
  const first = [0, 1, 2].flatMap((positive) => triples([0, 1, 2], positive, rest(0, 1, 2)));
  expect(everything({ profileItems: 1 })).toEqual([...first, ...triples([5], 5, rest(5))].sort());
});

it('guideline 5 takes a bought item as history and positive', () => {
  expect(everything({ singleItem: 1 })).toEqual([0, 1, 2, 5].flatMap((row) => triples([row], row, rest(row))).sort());
});

it('guideline 6 requires a cosine difference of .1 and a negative by another artist', () => {
  expect(everything({ sameArtist: 1 })).toEqual(
    [
      ...triples([0], 3, [2, 5, 6, 7, 8]), // cos 20° - .1 = .840: from 32.9° on; 9 is at 30°
      ...triples([0], 4, [5, 6, 7]), // cos 80° - .1 = .074: from 85.8° on
      ...triples([3], 0, [5, 6, 7, 8]),
      ...triples([3], 4, [5, 6, 7]), // cos 60° - .1 = .4: from 66.4° on; 8 is at 50°
      ...triples([4], 0, [6]),
      ...triples([4], 3, [1, 6]),
      ...triples([5], 7, [0, 1, 2, 3, 6, 9]), // cos 10° - .1 = .885: from 27.8° on
      ...triples([7], 5, [0, 1, 2, 3, 6, 8, 9]),
    ].sort(),
  );
});

it('guideline 6 accepts a positive that is barely similar enough', () => {
  // cos 40° - .1 = .666, and the others are at cos 50° = .643 and cos 52° = .616.
  const close = {
    artists: ['a', 'a', 'b', 'b'],
    labels: [0, 0, 0, 0],
    baskets: [],
    features: atAngles([0, 40, 50, 52]),
  };
  const { all } = draw(dataOf(close), { sameArtist: 1, triples: 3, validationTriples: 1 });
  expect(lines(all).filter((line) => line.startsWith('0 '))).toEqual(triples([0], 1, [2, 3]));
});

it('leave one out takes the rest of the history as history', () => {
  const first = [0, 1, 2].flatMap((positive) =>
    triples(
      [0, 1, 2].filter((row) => row !== positive),
      positive,
      rest(0, 1, 2),
    ),
  );
  expect(everything({ leaveOneOut: 1 })).toEqual(first.sort());
});

it('uniform negatives are all items that are not in the history', () => {
  const negatives = 'uniform';
  expect(everything({ nextBasket: 1, negatives })).toEqual(
    [1, 2].flatMap((positive) => triples([0], positive, rest(0, 1, 2))).sort(),
  );
  expect(everything({ favouriteArtists: 1, negatives })).toEqual(triples([0, 1, 2], 3, rest(0, 1, 2, 3)));
  expect(everything({ singleItem: 1, negatives })).toEqual(everything({ singleItem: 1 }));
});

it('only the last 256 items of a history are read, but earlier ones are not negatives either', () => {
  const rows = Array.from({ length: 400 }, (_, row) => row);
  const long = { ...data, artists: rows.map(() => undefined), labels: null, features: new Float32Array(800) };
  const angle = (row: number) => (row * Math.PI) / 400;
  const features = long.features.map((_, i) => (i % 2 ? Math.sin(angle(i >> 1)) : Math.cos(angle(i >> 1))));
  const source = { ...long, features, history: [rows.slice(0, 300)], baskets: null };
  for (const { history, positive, negative } of draw(source, { profileItems: 1, negatives: 'uniform', triples: 200 })
    .all) {
    expect(history).toEqual(rows.slice(44, 300));
    expect(positive).toBeGreaterThanOrEqual(44);
    expect(negative).toBeGreaterThanOrEqual(300);
  }
  for (const { history, positive, negative } of draw(source, { leaveOneOut: 1, negatives: 'uniform', triples: 200 })
    .all) {
    const others = rows.slice(0, 300).filter((row) => row !== positive);
    expect(history).toEqual(others.slice(-256));
    expect(negative).toBeGreaterThanOrEqual(300);
  }
});
