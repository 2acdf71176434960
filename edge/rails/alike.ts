// The items that are most visually similar to one or several items, by the mean cosine of the item vectors.
import { type Scores, topK } from '@curatornet/shared/ranking.ts';
import type { ItemTable } from '@curatornet/shared/scoring/table.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';

/** The mean cosine of each row's vector with some vectors. Read it before the next await. */
function likeness(table: ItemTable, vectors: readonly Float32Array[]): Scores {
  if (vectors.length === 1) return table.lazyCosines(vectors[0]);
  const sums = new Float32Array(table.rows);
  for (const vector of vectors) for (const [row, cosine] of table.cosines(vector).entries()) sums[row] += cosine;
  return sums.map((sum) => sum / vectors.length);
}

/**
 * The rows for sale that are most similar to some vectors, best first, and the scores of all rows: read them before the next await.
 * @param without the ids of items that are left out
 */
export function alikeRows(
  { table, forSale, rowOf }: Catalogue,
  { vectors, without, limit }: { vectors: readonly Float32Array[]; without: readonly string[]; limit: number },
): { rows: number[]; scores: Scores } {
  const scores = likeness(table, vectors);
  const open = forSale.slice();
  for (const id of without) {
    const row = rowOf.get(id);
    if (row !== undefined) open[row] = 0;
  }
  return { rows: topK(scores, limit, open), scores };
}
