// Fills the rails of a page for a visitor. The user tower runs once, and the scores of all items are bounded once; then the rails
// are filled in order, and an item shown on one rail is excluded from the next.
import type { Rail } from '@curatornet/shared/api-rails.ts';
import { diversify, scoreOf } from '@curatornet/shared/ranking.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { ItemSource } from '../catalogue/source.ts';
import type { History, PagePlan, RailPlan } from '../catalogue/wanted.ts';
import { cursorOf } from './cursor.ts';
import { explore } from './explore.ts';
import { notShown, openOnPage } from './filter.ts';
import { toRailItem } from './item.ts';
import { best, contextOf, KINDS, rankedBy } from './kinds.ts';
import { aboutOf, profileOf, readRows } from './profile.ts';
import type { RailContext, RailRanking } from './rail.ts';
import { applyRules, type Moved } from './rules.ts';

/** The rails of a page, and with what a request asks for more of one; undefined if all of them end here. */
export interface FilledPage {
  rails: Omit<Rail, 'ref'>[];
  next?: string;
}

interface Filled {
  plan: RailPlan;
  ranking: RailRanking;
  rows: number[];
  moved: Map<number, Moved>;
}

/** Fills the rails of a page in their order. Rails without items are left out. */
export async function fillRails(source: ItemSource, history: History, plan: PagePlan): Promise<FilledPage> {
  const user = await userVector(source, history.ids);
  const catalogue = await source.select({ page: { plan, history, user } });
  // No await from here on: the catalogue may change while a request waits, and all requests share its memory.
  const open = openOnPage(catalogue, plan, notShown(history));
  const read = readRows(catalogue, history.ids);
  const profile = user && profileOf(catalogue, history, user);
  const page: RailContext = { catalogue, open, profile, about: aboutOf(catalogue, plan.about) };
  const filled: Filled[] = [];
  for (const rail of plan.rails) {
    const one = fillRail(page, plan, rail);
    if (!one || one.rows.length === 0) continue;
    for (const row of one.rows) open[row] = 0;
    filled.push(one);
  }
  const because = profile && mostAlike(catalogue, read);
  const rails = filled.map(({ plan: { id, kind, title }, ranking, rows, moved }) => ({
    id,
    kind,
    title: titleOf(title, KINDS.get(kind)!.title, ranking.basis),
    items: rows.map((row) => {
      const reason = ranking.because ?? (ranking.scores === profile?.scores ? because?.(row) : undefined);
      const item = toRailItem(catalogue, row, scoreOf(ranking.scores, row), reason);
      return plan.explain && moved.has(row) ? { ...item, moved: moved.get(row) } : item;
    }),
  }));
  const full = filled.some(({ plan: { limit }, rows }) => rows.length >= limit);
  const ids = rails.flatMap(({ items }) => items.map(({ id }) => id));
  return { rails, next: full ? cursorOf(plan.shown, ids) : undefined };
}

/** @returns undefined if the rail has no basis for a ranking */
function fillRail(page: RailContext, { visitor, now }: PagePlan, plan: RailPlan): Filled | undefined {
  const kind = KINDS.get(plan.kind)!;
  const { catalogue, open, ...visitorOf } = contextOf(kind, page, plan, now);
  const ranking = kind.rank({ catalogue, open, ...visitorOf });
  if (!ranking) return undefined;
  const { scores, among = open } = ranking;
  const { limit, diversity, perArtist, newcomers } = plan;
  let ranked = best({ catalogue, open }, ranking, plan);
  if (diversity > 0) ranked = diversify(ranked, scores, rankedBy(plan), diversity, catalogue.table.compare(ranked));
  if (newcomers) {
    const { items: ids, columns } = catalogue;
    const options = { ...newcomers, visitor, now, perArtist };
    const explored = explore(ranked.slice(0, limit), { ids, columns, among, scores }, options);
    ranked = capped([...new Set([...explored, ...ranked])], columns.artist, perArtist);
  }
  const { rows, moved } = applyRules(ranked, { catalogue, open, among, scores, now }, plan);
  return { plan, ranking, rows, moved };
}

/** Without the rows that come after as many by the same artist as a rail may show. */
function capped(rows: readonly number[], artist: Int32Array, most = Number.POSITIVE_INFINITY): number[] {
  const shown = new Map<number, number>();
  return rows.filter((row) => {
    const before = artist[row] < 0 ? 0 : (shown.get(artist[row]) ?? 0);
    shown.set(artist[row], before + 1);
    return before < most;
  });
}

/** A title that needs an item that the rail does not have gives way to that of the kind. */
function titleOf(own: string | undefined, ofKind: string, basis: RailRanking['basis']): string {
  const title = own?.includes('{item}') && !basis ? ofKind : (own ?? ofKind);
  return basis ? title.replaceAll('{item}', () => basis.title ?? basis.id) : title;
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
