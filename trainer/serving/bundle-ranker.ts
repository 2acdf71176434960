// A bundle as a ranker over a dataset: the champion of the gate, which was made of other data, and the candidate beside it.
// An item that the bundle's table has keeps that vector; any other one goes through the bundle's item tower, as it would
// in the worker.
import { InputError } from '@curatornet/shared/errors.ts';
import { towerHistory } from '@curatornet/shared/ranking.ts';
import { kernel } from '@curatornet/shared/scoring/node.ts';
import { ItemTable } from '@curatornet/shared/scoring/table.ts';
import type { Dataset } from '../dataset/dataset.ts';
import type { Ranker } from '../evaluate/ranker.ts';
import type { OpenBundle } from './open-bundle.ts';

/**
 * @param name what it is called in tables
 * @throws InputError `mismatch` where the dataset has items that the bundle has not, with features that it does not take
 */
export async function rankerOf(
  { manifest, items, table, towers }: OpenBundle,
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
        `it has ${others.length} items that version ${manifest.version} has not, and their ${dataset.featureSize} features are not the ${width} that it takes`,
        {
          where: dataset.folder,
          how: 'the two cannot be compared: say why it is to be deployed all the same, with --force REASON',
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
