// The rails that there are, and the best rows of one: page.ts fills pages with them, and shards select by them.
import type { PageOptions, RailId } from '@curatornet/shared/api.ts';
import { DIVERSITY_POOL, topK, topKCapped } from '@curatornet/shared/ranking.ts';
import { aLookAround } from './a-look-around.ts';
import { becauseYouBought } from './because-you-bought.ts';
import { discover } from './discover.ts';
import { forYou } from './for-you.ts';
import { newArrivals } from './new.ts';
import { newForYou } from './new-for-you.ts';
import { popular } from './popular.ts';
import type { RailContext, RailKind, RailRanking } from './rail.ts';
import { yourArtists } from './your-artists.ts';

export const KINDS: ReadonlyMap<RailId, RailKind> = new Map(
  [forYou, becauseYouBought, yourArtists, newForYou, discover, popular, newArrivals, aLookAround].map((kind) => [
    kind.id,
    kind,
  ]),
);

/** What a rail is filled from: a rail that ranks by vectors has no row open whose item has none. */
export const contextOf = ({ unseen }: RailKind, context: RailContext): RailContext =>
  unseen ? context : { ...context, open: context.catalogue.openToVision(context.open) };

/** The best open rows of a rail, capped per artist: as many as it shows, or as diversity chooses from. */
export function best(
  { catalogue, open }: Pick<RailContext, 'catalogue' | 'open'>,
  { scores, among = open }: Pick<RailRanking, 'scores' | 'among'>,
  { limit, diversity, perArtist }: Pick<PageOptions, 'limit' | 'diversity' | 'perArtist'>,
): number[] {
  const places = diversity > 0 ? limit * DIVERSITY_POOL : limit;
  return perArtist === undefined
    ? topK(scores, places, among)
    : topKCapped(scores, places, { cap: perArtist, groupOf: catalogue.columns.artist }, among);
}
