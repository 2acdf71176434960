// The profile of a visitor, from a catalogue that holds the items of the history.

import { type LazyScores, towerHistory } from '@curatornet/shared/ranking.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { History } from '../catalogue/source.ts';
import type { Anchor, UserProfile } from './rail.ts';

/** The rows of the items that the catalogue has, in their order. */
export const rowsOf = ({ rowOf }: Catalogue, ids: readonly string[]): number[] =>
  ids.flatMap((id) => rowOf.get(id) ?? []);

/** The rows of a history that the user tower reads: they have vectors. */
export const readRows = (catalogue: Catalogue, history: readonly string[]): number[] =>
  towerHistory(catalogue.seen(rowsOf(catalogue, history)));

/** @param user the user's vector */
export function profileOf(catalogue: Catalogue, { ids, bought }: History, user: Float32Array) {
  const scores = catalogue.table.lazyScores(user);
  const anchor = anchorOf(catalogue, catalogue.seen(rowsOf(catalogue, bought)), scores);
  return { artists: artistsOf(catalogue, readRows(catalogue, ids)), anchor, scores } satisfies UserProfile;
}

/** The artists of some rows. */
export function artistsOf({ items }: Catalogue, rows: readonly number[]): Set<string> {
  return new Set(rows.flatMap((row) => items[row].artist ?? []));
}

/** The row with the highest score, the first of equal ones. */
export function anchorOf({ items, table }: Catalogue, rows: readonly number[], scores: LazyScores): Anchor | undefined {
  if (rows.length === 0) return undefined;
  const row = rows.reduce((best, other) => (scores.of(other) > scores.of(best) ? other : best));
  return { item: items[row], vector: table.vector(row) };
}
