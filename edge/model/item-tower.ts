// The item tower of a model in force: features -> vectors, for items that came after the bundle. It is read from R2 when
// the first of them comes, for most isolates never need it.
import type { R2Bucket } from '@cloudflare/workers-types';
import { BUNDLE_FILES, type Manifest } from '@curatornet/shared/bundle.ts';
import { InputError } from '@curatornet/shared/errors.ts';
import { readVerified } from './read.ts';
import { createTower, ITEM_TOWER, type Tower } from './runtime.ts';

export class ItemTower {
  readonly #manifest: Manifest;
  #tower: Tower | undefined;
  #released = false;

  constructor(manifest: Manifest) {
    this.#manifest = manifest;
  }

  /**
   * Vectors of items, one an item.
   * @param features of each, as many numbers as the model takes
   * @throws InputError where the tower is not what the manifest says
   */
  async embed(bucket: R2Bucket, features: readonly Float32Array[]): Promise<Float32Array[]> {
    const { features: width, dimensions } = this.#manifest.model;
    const tower = this.#tower ?? (await this.#open(bucket));
    const rows = new Float32Array(features.length * width);
    for (const [i, row] of features.entries()) rows.set(row, i * width);
    const vectors = await tower(rows, features.length);
    if (vectors.length !== features.length * dimensions)
      throw new InputError('mismatch', `its vectors are not of ${dimensions} numbers`, {
        where: BUNDLE_FILES.itemTower,
      });
    return features.map((_, i) => vectors.slice(i * dimensions, (i + 1) * dimensions));
  }

  /** Requests may open it at the same time: waiting for another's load is not safe in workerd, and the first one stays. */
  async #open(bucket: R2Bucket): Promise<Tower> {
    const name = BUNDLE_FILES.itemTower;
    const bytes = await readVerified(bucket, this.#manifest, name);
    const tower = await createTower(bytes, this.#manifest.model.features, name, ITEM_TOWER);
    if (!this.#tower && !this.#released) this.#tower = tower;
    else await tower.release();
    if (!this.#tower) throw new Error('the model is no longer in force');
    return this.#tower;
  }

  async release(): Promise<void> {
    this.#released = true;
    await this.#tower?.release();
    this.#tower = undefined;
  }
}
