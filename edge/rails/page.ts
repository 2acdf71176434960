// Fills the rails of a page for a visitor. The user tower runs once, and the scores of all items are bounded once; then the rails
// are filled in order, and an item shown on one rail is excluded from the next.
import type { PageOptions, Rail, RailId } from '@curatornet/shared/api.ts';
import { diversify, scoreOf } from '@curatornet/shared/ranking.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Explored, History, ItemSource } from '../catalogue/source.ts';
import { EXPLORED, explore } from './explore.ts';
import { notShown, openRows } from './filter.ts';
import { toRailItem } from './item.ts';
import { best, contextOf, KINDS } from './kinds.ts';
import { profileOf, readRows, rowsOf } from './profile.ts';
import type { RailContext } from './rail.ts';

/**
 * The rails of a page. Rails without items are left out.
 * @param rails ids in the order in which they are filled and shown
 * @param exploration of `for-you`; off if undefined
 */
export async function fillRails(
  source: ItemSource,
  history: History,
  rails: readonly RailId[],
  options: PageOptions,
  exploration?: Explored,
): Promise<Omit<Rail, 'ref'>[]> {
  const user = await userVector(source, history.ids);
  const catalogue = await source.select({ page: { rails, options, history, user, exploration } });
  // No await from here on: the catalogue may change while a request waits, and all requests share its memory.
  const { table } = catalogue;
  const open = openRows(catalogue, options);
  for (const row of rowsOf(catalogue, notShown(history))) open[row] = 0;
  const read = readRows(catalogue, history.ids);
  const profile = user && profileOf(catalogue, history, user);
  const all: RailContext = { catalogue, open, profile };
  const { columns, items } = catalogue;
  const filled = rails.flatMap((id) => {
    const kind = KINDS.get(id)!;
    const context = contextOf(kind, all);
    const ranking = kind.rank(context);
    let rows = ranking ? best(context, ranking, options) : [];
    const { limit, diversity, perArtist } = options;
    if (ranking && diversity > 0) rows = diversify(rows, ranking.scores, limit, diversity, table.compare(rows));
    if (ranking && exploration && id === EXPLORED) {
      const explored = { ids: items, columns, open: context.open, scores: ranking.scores };
      rows = explore(rows, explored, { ...exploration, perArtist });
    }
    for (const row of rows) open[row] = 0;
    return ranking && rows.length > 0 ? [{ id, ranking, rows }] : [];
  });
  const because = profile && mostAlike(catalogue, read);
  return filled.map(({ id, ranking, rows }) => ({
    id,
    title: ranking.title,
    items: rows.map((row) => {
      const reason = ranking.because ?? (ranking.scores === profile?.scores ? because?.(row) : undefined);
      return toRailItem(catalogue, row, scoreOf(ranking.scores, row), reason);
    }),
  }));
}

/** The user's vector; undefined without an item in the history that has a vector. */
async function userVector(source: ItemSource, history: readonly string[]): Promise<Float32Array | undefined> {
  const catalogue = await source.select({ items: history });
  const read = readRows(catalogue, history);
  return read.length > 0 ? source.model.tower(catalogue.table.gather(read), read.length) : undefined;
}

/** The explanation of a row: the item of the history whose vector has the largest cosine with it. */
function mostAlike({ items, table }: Catalogue, history: readonly number[]): (row: number) => string {
  const cosines = table.compare(history);
  return (row) => {
    const alike = cosines(row);
    let best = 0;
    for (let at = 1; at < alike.length; at++) if (alike[at] > alike[best]) best = at;
    return items[history[best]].id;
  };
}
