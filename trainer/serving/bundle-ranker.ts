// Ranks the items of a dataset with a bundle, for the gate, whose champion may come from other data. Items of the bundle's
// table have their vector there; others go through the bundle's item tower, as in the worker.
import { InputError } from '@curatornet/shared/errors.ts';
import { towerHistory } from '@curatornet/shared/ranking.ts';
import { kernel } from '@curatornet/shared/scoring/node.ts';
import { ItemTable } from '@curatornet/shared/scoring/table.ts';
import type { Dataset } from '../dataset/dataset.ts';
import type { Ranker } from '../evaluate/ranker.ts';
import type { NodeBundle } from './open-bundle.ts';

/**
 * @param name its name in tables
 * @throws InputError `mismatch` if the dataset has other items, with features that the bundle does not accept
 */
export async function rankerOf(
  { manifest, items, table, towers }: NodeBundle,
  dataset: Pick<Dataset, 'folder' | 'items' | 'features' | 'featureSize'>,
  name: string,
): Promise<Ranker> {
  const { features: width, dimensions } = manifest.model;
  const rowOf = new Map(items.map(({ id }, row) => [id, row]));
  const rows = dataset.items.length;
  const vectors = new Float32Array(rows * dimensions);
  const others: number[] = [];
  for (const [row, { id }] of dataset.items.entries()) {
    const own = rowOf.get(id);
    if (own === undefined) others.push(row);
    else vectors.set(table.vector(own), row * dimensions);
  }
  if (others.length > 0) {
    if (dataset.featureSize !== width)
      throw new InputError(
        'mismatch',
        `has ${others.length} items that version ${manifest.version} lacks, with ${dataset.featureSize} features; that version accepts ${width}`,
        {
          where: dataset.folder,
          how: 'the two cannot be compared: to deploy without a comparison, give a reason with --force REASON',
        },
      );
    const input = new Float32Array(others.length * width);
    for (const [i, row] of others.entries())
      input.set(dataset.features.subarray(row * width, (row + 1) * width), i * width);
    const made = await towers.items(input, others.length);
    for (const [i, row] of others.entries())
      vectors.set(made.subarray(i * dimensions, (i + 1) * dimensions), row * dimensions);
  }
  const all = new ItemTable(kernel, vectors, rows, dimensions);
  return {
    name,
    async score({ history }) {
      const read = towerHistory(history);
      return all.score(await towers.user(all.gather(read), read.length));
    },
  };
}
