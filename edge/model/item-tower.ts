// The item tower of a model in force: features -> vectors, for items that came after the bundle. It is read from R2 when
// the first of them comes, for most isolates never need it.
import type { R2Bucket } from '@cloudflare/workers-types';
import { BUNDLE_FILES, type Manifest } from '@curatornet/shared/bundle.ts';
import { openItemTower, type Tower } from '@curatornet/shared/open-bundle.ts';
import { readFile } from './read.ts';
import { openTower } from './runtime.ts';

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
    const tower = await this.open(bucket);
    const rows = new Float32Array(features.length * width);
    for (const [i, row] of features.entries()) rows.set(row, i * width);
    const vectors = await tower(rows, features.length);
    return features.map((_, i) => vectors.slice(i * dimensions, (i + 1) * dimensions));
  }

  /**
   * Reads and proves it, unless that was done. Requests may do so at the same time: waiting for another's load is not safe
   * in workerd, and the first one stays.
   * @throws InputError where the tower is not what the manifest says
   */
  async open(bucket: R2Bucket): Promise<Tower> {
    if (this.#tower) return this.#tower;
    const bytes = await readFile(bucket, this.#manifest, BUNDLE_FILES.itemTower);
    const tower = await openItemTower(this.#manifest, bytes, openTower);
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
