// Exploration: a fair chance for new items in the rail `for-you`. Off unless EXPLORE sets a share; page.ts applies it after
// ranking, so filters, sold items and caps hold.
//
// A share of the places is kept for newcomers: items that are at most EXPLORE_DAYS days old and that the model knows no sales
// of. Newcomers that the model ranks there by itself count. For the places that remain, the 200 best newcomers are drawn
// without repetition, with weights 1, 1/2, 1/3, ... in the order of their scores for this visitor: each has a chance, and those that
// suit the visitor have a better one. They replace the last items of the rail and are spread over it, below its first item.
//
// A draw depends on visitor, day (UTC) and item alone, so a visitor sees the same rail all day, in every isolate. The rule
// counts neither impressions nor clicks: it does not learn which newcomers please.
import { InputError } from '@curatornet/shared/errors.ts';
import { hashOf } from '@curatornet/shared/hash.ts';
import { type Scores, scoreOf, topK } from '@curatornet/shared/ranking.ts';
import type { Columns } from '../catalogue/columns.ts';
import type { Explored } from '../catalogue/source.ts';
import type { Environment } from '../environment.ts';

const DAY = 86_400;
const MOST_PERCENT = 50;
const DEFAULT_DAYS = '14';

/** The rule, whoever asks. */
export type Exploration = Pick<Explored, 'share' | 'age'>;

/** @returns undefined if exploration is off @throws InputError for a variable that is out of bounds */
export function configuredExploration({
  EXPLORE = '0',
  EXPLORE_DAYS = DEFAULT_DAYS,
}: Pick<Environment, 'EXPLORE' | 'EXPLORE_DAYS'>): Exploration | undefined {
  const whole = (where: string, text: string, least: number, most: number) => {
    const value = Number(text);
    if (/^\d{1,3}$/.test(text) && value >= least && value <= most) return value;
    throw new InputError('invalid', `must be a whole number from ${least} to ${most}, not ${JSON.stringify(text)}`, {
      where,
    });
  };
  const percent = whole('EXPLORE', EXPLORE, 0, MOST_PERCENT);
  const days = whole('EXPLORE_DAYS', EXPLORE_DAYS, 1, 365);
  return percent === 0 ? undefined : { share: percent / 100, age: days * DAY };
}

/** The rail that is explored. */
export const EXPLORED = 'for-you';

/** The rule for a visitor: a user, or a history that the client holds. @returns undefined if exploration is off */
export function exploredBy(
  exploration: Exploration | undefined,
  user: string | undefined,
  history: readonly string[],
): Explored | undefined {
  return exploration && { ...exploration, visitor: user ?? history.join('\n'), now: Date.now() / 1000 };
}

/** What is explored. */
export interface ExploredItems {
  ids: readonly { id: string }[];
  columns: Pick<Columns, 'uploadedAt' | 'sales' | 'artist'>;
  /** 1 for rows that may be shown. */
  open: Uint8Array;
  scores: Scores;
}

export interface ExploreOptions extends Explored {
  /** The most items of an artist on the rail. */
  perArtist?: number;
}

/** The most newcomers that are drawn from: those with the best scores. */
const MOST_NEWCOMERS = 200;

/** The newcomers that may be shown, best first. */
export function newcomersOf(
  { columns: { uploadedAt, sales }, open, scores }: Omit<ExploredItems, 'ids'>,
  { age, now }: Pick<Explored, 'age' | 'now'>,
): number[] {
  const among = open.map((isOpen, row) => isOpen & Number(isNewcomer(uploadedAt[row], sales[row], age, now)));
  return topK(scores, MOST_NEWCOMERS, among);
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
      key: -Math.log(uniform(`${visitor}\n${day}\n${ids[row].id}`)) * (rank + 1),
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
  chosen.sort((a, b) => scoreOf(scores, b) - scoreOf(scores, a) || a - b);
  return spread(ranked, chosen, isNew);
}

/** Puts the chosen rows at even distances, in place of the last ranked rows that are no newcomers. */
function spread(ranked: readonly number[], chosen: readonly number[], isNew: (row: number) => boolean): number[] {
  const others = ranked.filter((row) => !isNew(row));
  const dropped = new Set(others.slice(others.length - chosen.length));
  const kept = ranked.filter((row) => !dropped.has(row));
  for (const [nth, row] of chosen.entries())
    kept.splice(Math.floor(((nth + 1) * ranked.length) / (chosen.length + 1)), 0, row);
  return kept;
}

/** A number in (0, 1) from a text: FNV-1a, then the finaliser of MurmurHash3. */
function uniform(text: string): number {
  let hash = hashOf(text);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (((hash ^ (hash >>> 16)) >>> 0) + 0.5) / 2 ** 32;
}
