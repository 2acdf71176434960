// All items of a model in this isolate.
import type { Manifest } from '@curatornet/shared/bundle.ts';
import type { Environment } from '../environment.ts';
import { loadModel, type Model } from '../model/load.ts';
import type { ModelSource } from '../model/manifest.ts';
import type { Database, State } from '../storage/state.ts';
import { Catalogue, withSpareRows } from './catalogue.ts';
import { findSnapshot, restore, type SnapshotBase, type SnapshotStorage } from './compact.ts';
import { bringUpToDate } from './refresh.ts';
import type { Asking, ItemSource, Stock } from './source.ts';

/** Items of a page. */
const PAGE_ITEMS = 2_000;

export class LocalStock implements Stock, ItemSource {
  readonly model: Model;
  readonly bundleItems: number;
  readonly incomplete = false;
  readAt = Number.NEGATIVE_INFINITY;
  snapshot: SnapshotBase = { revision: 0, items: 0 };
  readonly #catalogue: Catalogue;

  constructor(model: Model, catalogue: Catalogue) {
    this.model = model;
    this.#catalogue = catalogue;
    this.bundleItems = catalogue.items.length;
  }

  /**
   * Opens a version with the latest snapshot of its catalogue; without it if there is none, or it cannot be used.
   * @param bundleOnly leaves the snapshot out
   * @throws InputError if an object in R2 is missing or does not match the manifest, or a probe fails
   */
  static async open(
    source: ModelSource & SnapshotStorage,
    manifest: Manifest,
    { bundleOnly = false }: { bundleOnly?: boolean } = {},
  ): Promise<LocalStock> {
    const { version } = manifest;
    const [stock, named] = await Promise.all([
      LocalStock.#load(source, manifest),
      bundleOnly ? undefined : findSnapshot(source.DB, version),
    ]);
    if (!named) return stock;
    try {
      stock.snapshot = await restore(stock.#catalogue, source.MODELS, named);
      return stock;
    } catch (error) {
      console.error(`the snapshot of model ${version} cannot be used:`, error);
      await stock.release();
      const later = await findSnapshot(source.DB, version);
      return LocalStock.open(source, manifest, { bundleOnly: later?.key === named.key });
    }
  }

  static async #load(source: ModelSource, manifest: Manifest): Promise<LocalStock> {
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

  get featuresRevision(): number {
    return this.#catalogue.featuresRevision;
  }

  learn(state: State): void {
    this.#catalogue.take(state);
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
    // Items may be added while a page is sent.
    const { length } = this.#catalogue.items;
    for (let from = 0; from < length; from += PAGE_ITEMS)
      yield this.#catalogue.page(from, Math.min(from + PAGE_ITEMS, length));
  }

  /** Frees the memory of the towers. */
  async release(): Promise<void> {
    await Promise.all([this.model.tower.release(), this.model.itemTower.release()]);
  }
}
