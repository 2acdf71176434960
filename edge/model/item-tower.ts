// The item tower of a model: computes vectors from features, for items that were added after the bundle. It is loaded from
// R2 when it is first needed, because most isolates never need it.
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
   * Computes the vector of each item.
   * @param features a feature vector per item, of the length that the model takes
   * @throws InputError if the tower does not match the manifest
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
   * Loads and verifies the tower, unless it is loaded. Several requests may load it at the same time, because waiting for
   * another request's load is not safe in workerd; the first one is kept.
   * @throws InputError if the tower does not match the manifest
   */
  async open(bucket: R2Bucket): Promise<Tower> {
    if (this.#tower) return this.#tower;
    const bytes = await readFile(bucket, this.#manifest, BUNDLE_FILES.itemTower);
    const tower = await openItemTower(this.#manifest, bytes, openTower);
    if (!this.#tower && !this.#released) this.#tower = tower;
    else await tower.release();
    if (!this.#tower) throw new Error('the model is no longer deployed');
    return this.#tower;
  }

  async release(): Promise<void> {
    this.#released = true;
    await this.#tower?.release();
    this.#tower = undefined;
  }
}
