// Exploration: a fair chance for new items on a rail whose entry in the rails config has `newcomers`. page.ts applies it after
// ranking, so filters, sold items and caps hold.
//
// A share of the places is kept for newcomers: items that are at most so many days old and that the model knows no sales
// of. Newcomers that the model ranks there by itself count. For the places that remain, the 200 best newcomers are drawn
// without repetition, with weights 1, 1/2, 1/3, ... in the order of their scores for this visitor: each has a chance, and those that
// suit the visitor have a better one. They replace the last items of the rail and are spread over it, below its first item.
//
// A draw depends on visitor, day (UTC) and item alone, so a visitor sees the same rail all day, in every isolate. The rule
// counts neither impressions nor clicks: it does not learn which newcomers please.
import { uniformOf } from '@curatornet/shared/hash.ts';
import { type Scores, scoreOf, topK } from '@curatornet/shared/ranking.ts';
import type { Columns } from '../catalogue/columns.ts';
import type { PagePlan, RailPlan } from '../catalogue/wanted.ts';
import { makeRoom } from './room.ts';

const DAY = 86_400;

/** For whom a rail is explored, and when. */
type Explored = NonNullable<RailPlan['newcomers']> & Pick<PagePlan, 'visitor' | 'now'>;

/** What is explored. */
export interface ExploredItems {
  ids: readonly { id: string }[];
  columns: Pick<Columns, 'uploadedAt' | 'sales' | 'artist'>;
  /** 1 for rows that compete on the rail. */
  among: Uint8Array;
  scores: Scores;
}

export interface ExploreOptions extends Explored {
  /** The most items of an artist on the rail. */
  perArtist?: number;
}

/** The most newcomers that are drawn from: those with the best scores. */
const MOST_NEWCOMERS = 200;

/** The newcomers that compete, best first. */
export function newcomersOf(
  { columns: { uploadedAt, sales }, among, scores }: Omit<ExploredItems, 'ids'>,
  { age, now }: Pick<Explored, 'age' | 'now'>,
): number[] {
  const newcomers = among.map((one, row) => one & Number(isNewcomer(uploadedAt[row], sales[row], age, now)));
  return topK(scores, MOST_NEWCOMERS, newcomers);
}

const isNewcomer = (uploadedAt: number, sales: number, age: number, now: number) =>
  sales === 0 && uploadedAt <= now && now - uploadedAt <= age;

/**
 * Gives newcomers their places on a rail.
 * @param ranked the rows of the rail without exploration, best first
 * @returns as many rows, none twice
 */
export function explore(
  ranked: readonly number[],
  { ids, ...items }: ExploredItems,
  { share, age, visitor, now, perArtist = Number.POSITIVE_INFINITY }: ExploreOptions,
): number[] {
  const { columns, scores } = items;
  const { uploadedAt, sales, artist } = columns;
  const isNew = (row: number) => isNewcomer(uploadedAt[row], sales[row], age, now);
  const wanted = Math.floor(ranked.length * share) - ranked.filter(isNew).length;
  if (wanted <= 0) return [...ranked];
  const shown = new Set(ranked);
  const newcomers = newcomersOf(items, { age, now }).filter((row) => !shown.has(row));
  // Weighted draws without repetition are the smallest -ln(uniform) / weight: Efraimidis and Spirakis (2006).
  const day = Math.floor(now / DAY);
  const drawn = newcomers
    .map((row, rank) => ({
      row,
      key: -Math.log(uniformOf(`${visitor}\n${day}\n${ids[row].id}`)) * (rank + 1),
    }))
    .sort((a, b) => a.key - b.key);
  const byArtist = new Map<number, number>();
  const count = (row: number) => byArtist.get(artist[row]) ?? 0;
  for (const row of ranked) byArtist.set(artist[row], count(row) + 1);
  const chosen: number[] = [];
  for (const { row } of drawn) {
    if (chosen.length === wanted) break;
    if (artist[row] >= 0 && count(row) >= perArtist) continue;
    byArtist.set(artist[row], count(row) + 1);
    chosen.push(row);
  }
  const byScore = (a: number, b: number) => scoreOf(scores, b) - scoreOf(scores, a) || a - b;
  return makeRoom(ranked, chosen, (row) => !isNew(row), byScore);
}
