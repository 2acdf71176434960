// Items that came with features -> rows of the item table.
import type { R2Bucket } from '@cloudflare/workers-types';
import type { Catalogue } from './catalogue.ts';

/** Items that go through the item tower at once. */
const BATCH = 64;

/**
 * Makes the vectors of all pending items. Two requests may do it at the same time; the second finds it done.
 * @throws InputError or Error where the item tower cannot be had; what is pending stays so
 */
export async function embedPending(catalogue: Catalogue, bucket: R2Bucket): Promise<void> {
  const { model, pending } = catalogue;
  for (const [id, { features }] of pending)
    if (features.length !== model.features) {
      console.warn(`an item has ${features.length} features, and model ${model.version} takes ${model.features}`);
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
      // Newer features may have come meanwhile.
      if (now?.features !== was.features) continue;
      if (vectors[i].every(Number.isFinite)) catalogue.place(now, vectors[i]);
      else {
        console.error(
          `the item ${JSON.stringify(id)} is left out: ${model.version} makes no finite vector of its features`,
        );
        pending.delete(id);
      }
    }
  }
}
