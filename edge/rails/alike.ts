// The items that are most visually similar to one or several items, or to other vectors, by the cosine with the mean of their
// directions.
import { type Scores, topK } from '@curatornet/shared/ranking.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { Alike } from '../catalogue/wanted.ts';
import { openRows } from './filter.ts';
import { andNotMask, maskOf } from './matching.ts';
import { meanDirection, rowsOf } from './profile.ts';

/**
 * The rows for sale that are most similar, best first, and the scores of all rows: read them before the next await. Without a
 * vector to compare with, there are none.
 */
export function alikeRows(
  catalogue: Catalogue,
  { to, without, limit, filter = {}, rules }: Alike,
): { rows: number[]; scores: Scores } {
  const { table } = catalogue;
  const vectors = to.flatMap((one) => (typeof one === 'string' ? vectorOf(catalogue, one) : [one]));
  const scores = table.lazyCosines(vectors.length === 1 ? vectors[0] : meanDirection(vectors, table.dimensions));
  const open = catalogue.openToVision(openRows(catalogue, filter));
  for (const one of rules?.hidden ?? []) andNotMask(open, maskOf(catalogue, one, rules!.now));
  for (const row of rowsOf(catalogue, without)) open[row] = 0;
  return { rows: topK(scores, vectors.length > 0 ? limit : 0, open), scores };
}

/** The vector of an item, in a list; none if it is unknown or has none. */
const vectorOf = (catalogue: Catalogue, id: string): Float32Array[] =>
  catalogue.seen(rowsOf(catalogue, [id])).map((row) => catalogue.table.vector(row));
