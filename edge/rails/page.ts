// Fills the rails of a page for a visitor. The user tower runs once, and the scores of all items are bounded once; then the rails
// are filled in order, and an item shown on one rail is excluded from the next.
import type { PageOptions, Rail, RailId } from '@curatornet/shared/api.ts';
import { DIVERSITY_POOL, diversify, scoreOf, topK, topKCapped, towerHistory } from '@curatornet/shared/ranking.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Visit } from '../visit.ts';
import { aLookAround } from './a-look-around.ts';
import { becauseYouBought } from './because-you-bought.ts';
import { discover } from './discover.ts';
import { closeKnown, openRows } from './filter.ts';
import { forYou } from './for-you.ts';
import { toRailItem } from './item.ts';
import { newArrivals } from './new.ts';
import { newForYou } from './new-for-you.ts';
import { popular } from './popular.ts';
import type { RailContext, RailKind, RailRanking, UserProfile } from './rail.ts';
import { yourArtists } from './your-artists.ts';

const KINDS = new Map<RailId, RailKind>(
  [forYou, becauseYouBought, yourArtists, newForYou, discover, popular, newArrivals, aLookAround].map((kind) => [
    kind.id,
    kind,
  ]),
);

/**
 * The rails of a page. Rails without items are left out.
 * @param rails ids in the order in which they are filled and shown
 */
export async function fillRails(
  { catalogue, visitor }: Pick<Visit, 'catalogue' | 'visitor'>,
  rails: readonly RailId[],
  options: PageOptions,
): Promise<Omit<Rail, 'ref'>[]> {
  const history = towerHistory(visitor.history);
  const user =
    history.length > 0 ? await catalogue.model.tower(catalogue.table.gather(history), history.length) : undefined;
  // No await from here on: the catalogue may change while a request waits, and all requests share its memory.
  const { table } = catalogue;
  const open = openRows(catalogue, options);
  closeKnown(open, visitor);
  const profile = user && { history, bought: visitor.bought, scores: table.lazyScores(user) };
  const context: RailContext = { catalogue, open, profile };
  const filled = rails.flatMap((id) => {
    const ranking = KINDS.get(id)!.rank(context);
    const rows = ranking ? pick(context, ranking, options) : [];
    for (const row of rows) open[row] = 0;
    return ranking && rows.length > 0 ? [{ id, ranking, rows }] : [];
  });
  const because = profile && mostAlike(catalogue, profile);
  return filled.map(({ id, ranking, rows }) => ({
    id,
    title: ranking.title,
    items: rows.map((row) => {
      const reason = ranking.because ?? (ranking.scores === profile?.scores ? because?.(row) : undefined);
      return toRailItem(catalogue, row, scoreOf(ranking.scores, row), reason);
    }),
  }));
}

/** The rows of a rail: the best open ones, capped per artist, then diversified. */
export function pick(
  { catalogue, open }: Pick<RailContext, 'catalogue' | 'open'>,
  { scores, among = open }: Pick<RailRanking, 'scores' | 'among'>,
  { limit, diversity, perArtist }: Pick<PageOptions, 'limit' | 'diversity' | 'perArtist'>,
): number[] {
  const places = diversity > 0 ? limit * DIVERSITY_POOL : limit;
  const best =
    perArtist === undefined
      ? topK(scores, places, among)
      : topKCapped(scores, places, { cap: perArtist, groupOf: catalogue.columns.artist }, among);
  return diversity > 0 ? diversify(best, scores, limit, diversity, catalogue.table.compare(best)) : best;
}

/** The explanation of a row: the item of the history whose vector has the largest cosine with it. */
function mostAlike({ table }: Catalogue, { history }: UserProfile): (row: number) => number {
  const cosines = table.compare(history);
  return (row) => {
    const alike = cosines(row);
    let best = 0;
    for (let at = 1; at < alike.length; at++) if (alike[at] > alike[best]) best = at;
    return history[best];
  };
}
