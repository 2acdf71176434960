// Computes the vectors of items that the store sent with features.
import type { R2Bucket } from '@cloudflare/workers-types';
import type { ItemModel } from '../model/load.ts';
import type { Catalogue } from './catalogue.ts';

/** The number of items in a call of the item tower. */
const BATCH = 64;

/**
 * Computes the vectors of all pending items. Two requests may do so at the same time.
 * @throws InputError or Error if the item tower cannot be loaded; the items stay pending
 */
export async function embedPending(catalogue: Catalogue, bucket: R2Bucket): Promise<void> {
  const { model, pending } = catalogue;
  while (pending.size > 0) {
    const some = [...pending].slice(0, BATCH);
    const vectors = await embed(
      model,
      bucket,
      some.map(([id, { features }]) => ({ id, features })),
    );
    for (const [i, [id, was]] of some.entries()) {
      const now = pending.get(id);
      // Newer features may have arrived in the meantime.
      if (now?.features !== was.features) continue;
      const vector = vectors[i];
      if (vector) catalogue.setVector(now, vector);
      else catalogue.giveUp(now);
    }
  }
}

/**
 * The vectors that a model gives to items; undefined for features that it cannot use, which is logged.
 * @throws InputError or Error if the item tower cannot be loaded
 */
export async function embed(
  model: ItemModel,
  bucket: R2Bucket,
  items: readonly { id: string; features: Float32Array }[],
): Promise<(Float32Array | undefined)[]> {
  const usable = items.filter(({ features }) => features.length === model.features);
  const vectors = new Map<string, Float32Array>();
  for (let from = 0; from < usable.length; from += BATCH) {
    const some = usable.slice(from, from + BATCH);
    const computed = await model.itemTower.embed(
      bucket,
      some.map(({ features }) => features),
    );
    for (const [i, { id }] of some.entries())
      if (computed[i].every(Number.isFinite)) vectors.set(id, computed[i]);
      else
        console.error(
          `item ${JSON.stringify(id)} has no vector: model ${model.version} computes a vector with numbers that are not finite`,
        );
  }
  for (const { features } of items)
    if (features.length !== model.features)
      console.warn(`an item has ${features.length} features, but model ${model.version} takes ${model.features}`);
  return items.map(({ id }) => vectors.get(id));
}
