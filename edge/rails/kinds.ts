// The rails that there are, and the best rows of one: page.ts fills pages with them, and shards select by them.

import type { RailId } from '@curatornet/shared/rails-config.ts';
import { DIVERSITY_POOL, topK, topKCapped } from '@curatornet/shared/ranking.ts';
import type { RailPlan } from '../catalogue/wanted.ts';
import { aLookAround } from './a-look-around.ts';
import { becauseYouBought } from './because-you-bought.ts';
import { discover } from './discover.ts';
import { openOnRail } from './filter.ts';
import { forYou } from './for-you.ts';
import { newArrivals } from './new.ts';
import { newForYou } from './new-for-you.ts';
import { popular } from './popular.ts';
import type { RailContext, RailKind, RailRanking } from './rail.ts';
import { reachOf } from './rules.ts';
import { similar } from './similar.ts';
import { yourArtists } from './your-artists.ts';

export const KINDS: ReadonlyMap<RailId, RailKind> = new Map(
  [forYou, becauseYouBought, yourArtists, newForYou, discover, similar, popular, newArrivals, aLookAround].map(
    (kind) => [kind.id, kind],
  ),
);

/**
 * What a rail is filled from: the rows that it may show. A rail that ranks by vectors has no row open whose item has none.
 * @param now seconds since 1970
 */
export function contextOf({ unseen }: RailKind, page: RailContext, plan: RailPlan, now: number): RailContext {
  const open = openOnRail(page.catalogue, page.open, plan, now);
  return { ...page, open: unseen ? open : page.catalogue.openToVision(open) };
}

/** How many rows a rail ranks: as many as it shows, and as rules can move into it. */
export const rankedBy = (plan: Pick<RailPlan, 'limit' | 'rules'>): number => plan.limit + reachOf(plan);

/** The best open rows of a rail, capped per artist: as many as it ranks, or as diversity chooses from. */
export function best(
  { catalogue, open }: Pick<RailContext, 'catalogue' | 'open'>,
  { scores, among = open }: Pick<RailRanking, 'scores' | 'among'>,
  { diversity, perArtist, ...plan }: Pick<RailPlan, 'limit' | 'diversity' | 'perArtist' | 'rules'>,
): number[] {
  const ranked = rankedBy(plan);
  const places = diversity > 0 ? ranked * DIVERSITY_POOL : ranked;
  return perArtist === undefined
    ? topK(scores, places, among)
    : topKCapped(scores, places, { cap: perArtist, groupOf: catalogue.columns.artist }, among);
}
