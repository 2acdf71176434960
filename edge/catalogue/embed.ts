// Computes the vectors of items that the store sent with features.
import type { R2Bucket } from '@cloudflare/workers-types';
import type { Catalogue } from './catalogue.ts';

/** The number of items in a call of the item tower. */
const BATCH = 64;

/**
 * Computes the vectors of all pending items. Two requests may do so at the same time.
 * @throws InputError or Error if the item tower cannot be loaded; the items stay pending
 */
export async function embedPending(catalogue: Catalogue, bucket: R2Bucket): Promise<void> {
  const { model, pending } = catalogue;
  for (const [id, { features }] of pending)
    if (features.length !== model.features) {
      console.warn(`an item has ${features.length} features, but model ${model.version} takes ${model.features}`);
      pending.delete(id);
    }
  while (pending.size > 0) {
    const some = [...pending].slice(0, BATCH);
    const vectors = await model.itemTower.embed(
      bucket,
      some.map(([, { features }]) => features),
    );
    for (const [i, [id, was]] of some.entries()) {
      const now = pending.get(id);
      // Newer features may have arrived in the meantime.
      if (now?.features !== was.features) continue;
      if (vectors[i].every(Number.isFinite)) catalogue.setVector(now, vectors[i]);
      else {
        console.error(
          `item ${JSON.stringify(id)} is left out: model ${model.version} computes a vector with numbers that are not finite`,
        );
        pending.delete(id);
      }
    }
  }
}
