// All items of a model in this isolate.
import type { Manifest } from '@curatornet/shared/bundle.ts';
import type { Environment } from '../environment.ts';
import { loadModel, type Model } from '../model/load.ts';
import type { ModelSource } from '../model/manifest.ts';
import type { Database, State } from '../storage/state.ts';
import { Catalogue, withSpareRows } from './catalogue.ts';
import { bringUpToDate } from './refresh.ts';
import type { Asking, ItemSource, Stock } from './source.ts';

export class LocalStock implements Stock, ItemSource {
  readonly model: Model;
  readonly bundleItems: number;
  readonly incomplete = false;
  readAt = Number.NEGATIVE_INFINITY;
  readonly #catalogue: Catalogue;

  constructor(model: Model, catalogue: Catalogue) {
    this.model = model;
    this.#catalogue = catalogue;
    this.bundleItems = catalogue.items.length;
  }

  /** @throws InputError if an object in R2 is missing or does not match the manifest, or a probe fails */
  static async open(source: ModelSource, manifest: Manifest): Promise<LocalStock> {
    const { model, ...loaded } = await loadModel(source, manifest, withSpareRows);
    return new LocalStock(model, new Catalogue(model, loaded));
  }

  get invalid(): string[] {
    return [...this.#catalogue.unusable.values()];
  }

  get size(): number {
    return this.#catalogue.size;
  }

  get revision(): number {
    return this.#catalogue.revision;
  }

  learn({ since, changes }: State): void {
    if (since <= this.#catalogue.revision) this.#catalogue.apply(changes);
  }

  bringUpToDate(state: State, db: Database, replica: boolean, { MODELS: bucket }: Environment): Promise<boolean> {
    return bringUpToDate(this.#catalogue, state, { db, bucket, replica });
  }

  inherit(before: Stock): void {
    // What comes from shards has nothing to pass on: it does not serve before it has read the changes, nor does it hold them.
    if (before instanceof LocalStock) this.#catalogue.inherit(before.#catalogue);
  }

  async answer<T>(_: Asking, work: (items: ItemSource) => T | Promise<T>): Promise<T> {
    return work(this);
  }

  select(): Catalogue {
    return this.#catalogue;
  }

  async *pages() {
    const { items, forSale } = this.#catalogue;
    yield items.map((item, row) => ({ item, forSale: forSale[row] === 1 }));
  }

  /** Frees the memory of the towers. */
  async release(): Promise<void> {
    await Promise.all([this.model.tower.release(), this.model.itemTower.release()]);
  }
}
