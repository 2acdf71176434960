// Pairs of items for a known user: what BPR and VBPR learn from, which have a vector per user in place of a history.
import type { Random } from '../random.ts';
import { favouriteArtists } from './guidelines/favourite-artists.ts';
import { type Draw, reasonToSkip, type Sampler } from './guidelines/guideline.ts';
import { profileItems } from './guidelines/profile-items.ts';
import { uniform } from './negatives/uniform.ts';
import { countOf, lengthOf, listHas, numbersWhere } from './source/lists.ts';
import type { SamplingSource } from './source/source.ts';
import { HistoryTable } from './triples/histories.ts';

/** One object serves all draws. */
export interface ItemPair {
  user: number;
  positive: number;
  negative: number;
}

/** Draws a pair into `out`. */
export type DrawPair = (random: Random, out: ItemPair) => void;

/** How often a pair is tried for before a random item has to do as the negative. */
const TRIES = 100;

/** A random user, one of that user's items, and any item that is not (Rendle et al., 2009). */
export function uniformPairs(source: SamplingSource): DrawPair {
  return drawFrom(source, [profileItems.sampler(source, uniform(source, 'users'), new HistoryTable())]);
}

/**
 * Guidelines 3 and 4 in equal parts, as the paper trains VBPR; the others are about histories, which VBPR does not read.
 * Without artists guideline 4 alone.
 * @throws TypeError where there are no clusters
 */
export function guidelinePairs(source: SamplingSource): DrawPair {
  const followed = [favouriteArtists, profileItems].filter(
    (guideline) => reasonToSkip(guideline, source, 'guidelines') === null,
  );
  if (followed.length === 0) throw new TypeError('there are no clusters');
  return drawFrom(
    source,
    followed.map((guideline) => guideline.sampler(source, guideline.negative(source), new HistoryTable())),
  );
}

function drawFrom({ rows, known }: SamplingSource, samplers: readonly Sampler[]): DrawPair {
  const draw: Draw = { history: -1, positive: -1, negative: -1 };
  const able = samplers.filter(({ units }) => units.length > 0);
  const buyers = numbersWhere(countOf(known), (user) => lengthOf(known, user) > 0);
  return function drawPair(random, out) {
    for (let tries = 0; tries < TRIES && able.length > 0; tries++) {
      const sampler = able[random.below(able.length)];
      out.user = sampler.units[random.below(sampler.units.length)];
      if (!sampler.draw(out.user, random, draw)) continue;
      out.positive = draw.positive;
      out.negative = draw.negative;
      return;
    }
    // Only where hardly anybody leaves an item unbought. A known one teaches nothing now and then, and does no harm.
    out.user = buyers[random.below(buyers.length)];
    out.positive = known.items[known.start[out.user] + random.below(lengthOf(known, out.user))];
    out.negative = random.below(rows);
    for (let tries = 0; tries < TRIES && listHas(known, out.user, out.negative); tries++)
      out.negative = random.below(rows);
  };
}
