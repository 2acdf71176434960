// Selects of a part of the model's items those that an answer can depend on, whatever the other parts hold: what a shard sends.
//
// A page is filled as if there were no other items, without diversity, and every row that a rail takes is closed to the next
// rails. The rows that are taken contain those that the rails of all items show. For, let a rail of all items show a row that
// is here and that no earlier rail took here:
// - Every row that is open here is open among all items, too: there, an earlier rail closes only what it shows, and all of that
//   was taken here. So before that row, the cap lets at least as many rows through among all items as here. There, they are
//   fewer than the rail ranks, and fewer than the cap by its artist. So they are here, and the row is taken.
// - The newcomers that exploration may draw from are among the best of here, and all of those are taken. So are the best
//   that a guarantee or a pin may choose.
// - If a rail lets a row compete because others do not (`relative`), all rows that compete here are taken.
// Rows that an earlier rail took are sent already, whether it shows them or not. test/edge/shards.test.ts compares answers.
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Alike, PagePlan } from '../catalogue/wanted.ts';
import { alikeRows } from './alike.ts';
import { newcomersOf } from './explore.ts';
import { openOnPage } from './filter.ts';
import { best, contextOf, KINDS } from './kinds.ts';
import { rowsOf } from './profile.ts';
import type { Anchor, RailContext } from './rail.ts';
import { guaranteed, guaranteesOf, pinnable, pinsOf } from './rules.ts';

/** What is wanted of a part of the items. It holds whatever must be known of items that are elsewhere. */
export interface WantedPart {
  /** These items, for sale or not. */
  items?: readonly string[];
  page?: {
    plan: PagePlan;
    /** The ids of the items that the visitor must not be shown. */
    without: readonly string[];
    user?: Float32Array;
    artists: readonly string[];
    anchor?: Anchor;
    about?: RailContext['about'];
  };
  /** Items of other parts come as vectors. */
  alike?: Alike;
  /** All items of this artist, for sale or not. */
  artist?: string;
}

/** The selected rows, each once. */
export function selectRows(catalogue: Catalogue, { items = [], page, alike, artist }: WantedPart): Iterable<number> {
  const rows = new Set(rowsOf(catalogue, items));
  if (page) for (const row of pageRows(catalogue, page)) rows.add(row);
  if (alike) for (const row of alikeRows(catalogue, alike).rows) rows.add(row);
  if (artist !== undefined) for (const row of artistRows(catalogue, artist)) rows.add(row);
  return rows;
}

function* pageRows(catalogue: Catalogue, page: NonNullable<WantedPart['page']>): Generator<number> {
  const { plan, without, user, anchor, about } = page;
  const { now } = plan;
  const open = openOnPage(catalogue, plan, without);
  const artists = new Set(page.artists);
  const profile = user && { artists, anchor, scores: catalogue.table.lazyScores(user) };
  const all: RailContext = { catalogue, open, profile, about };
  for (const rail of plan.rails) {
    const kind = KINDS.get(rail.kind)!;
    const context = contextOf(kind, all, rail, now);
    const ranking = kind.rank(context);
    if (!ranking) continue;
    const { scores, among = context.open } = ranking;
    const rows = ranking.relative ? competing(among) : best(context, ranking, rail);
    if (rail.newcomers)
      rows.push(...newcomersOf({ columns: catalogue.columns, among, scores }, { ...rail.newcomers, now }));
    const ranked = { catalogue, open: context.open, among, scores, now };
    for (const rule of guaranteesOf(rail)) rows.push(...guaranteed(ranked, rule, rail.limit));
    const pins = pinsOf(rail);
    for (const rule of pins) rows.push(...pinnable(ranked, rule, pins.length));
    for (const row of rows) open[row] = 0;
    yield* rows;
  }
}

const competing = (among: Uint8Array) => [...among.keys()].filter((row) => among[row] !== 0);

/** The rows of an artist. */
export function artistRows({ items, columns }: Catalogue, artist: string): number[] {
  const code = columns.artistNumber.get(artist);
  if (code === undefined) return [];
  const rows: number[] = [];
  for (let row = 0; row < items.length; row++) if (columns.artist[row] === code) rows.push(row);
  return rows;
}
