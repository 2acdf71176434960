// The profile of a visitor, from a catalogue that holds the items of the history.

import { type LazyScores, towerHistory } from '@curatornet/shared/ranking.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { History } from '../catalogue/wanted.ts';
import type { Anchor, RailContext, UserProfile } from './rail.ts';

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

/** What a page is about: undefined without an item that has a vector. */
export function aboutOf(catalogue: Catalogue, ids: readonly string[]): RailContext['about'] {
  if (ids.length === 0) return undefined;
  const { table, items } = catalogue;
  const rows = catalogue.seen(rowsOf(catalogue, ids));
  if (rows.length === 0) return undefined;
  if (rows.length === 1) return { vector: table.vector(rows[0]), item: items[rows[0]] };
  const vectors = rows.map((row) => table.vector(row).slice());
  return { vector: meanDirection(vectors, table.dimensions) };
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

/** The sum of the directions of vectors; its length does not matter. */
export function meanDirection(vectors: readonly Float32Array[], dimensions: number): Float32Array {
  const sum = new Float32Array(dimensions);
  for (const vector of vectors) {
    const length = Math.hypot(...vector);
    if (length > 0) for (let i = 0; i < dimensions; i++) sum[i] += vector[i] / length;
  }
  return sum;
}
