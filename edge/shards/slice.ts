// The items of a shard in memory: loaded from R2 with digests and probes verified, kept up to date from the relay or D1, and
// selected by what an answer may depend on. shard.ts runs it in a Durable Object.
import { partSizes } from '@curatornet/shared/bundle.ts';
import { Catalogue, withSpareRows } from '../catalogue/catalogue.ts';
import { findSnapshot, restore } from '../catalogue/compact.ts';
import { bringUpToDate } from '../catalogue/refresh.ts';
import type { Environment } from '../environment.ts';
import { holdsOf, itemModelOf, loadParts } from '../model/load.ts';
import { loadManifest } from '../model/manifest.ts';
import { selectRows } from '../rails/select.ts';
import type { Database } from '../storage/state.ts';
import type { Holding, ItemPage, Opened, Question, Reply } from './messages.ts';

/** The largest number of messages about invalid items that are passed on. */
const MOST_NAMED = 5;
const PAGE_ITEMS = 2_000;

export class Slice {
  readonly #catalogue: Catalogue;
  readonly #probeVectors: Opened['probeVectors'];
  /** All changes up to this revision are applied, and the vectors of all items are there. */
  #revision = 0;
  #reading: Promise<void> | undefined;

  constructor(catalogue: Catalogue, probeVectors: Opened['probeVectors']) {
    this.#catalogue = catalogue;
    this.#probeVectors = probeVectors;
  }

  /**
   * Loads the items, and what changed since the bundle: the latest snapshot, if it can be used, and the changes after it.
   * @throws InputError if an object in R2 is missing or does not match the manifest, or a probe fails
   * @throws Error if D1 cannot be read
   */
  static async load(env: Environment, holding: Holding, db: Database, bundleOnly = false): Promise<Slice> {
    const { version, parts } = holding;
    const manifest = await loadManifest(env, version);
    const loaded = await loadParts(env, manifest, parts, withSpareRows);
    const before = partSizes(manifest)
      .slice(0, parts.from)
      .reduce((sum, size) => sum + size, 0);
    const place = { before, total: manifest.model.items, holds: holdsOf(manifest, parts) };
    const catalogue = new Catalogue(itemModelOf(manifest), loaded, place);
    const histories = new Set(manifest.probes.flatMap(({ history }) => history));
    const probeVectors = new Map<string, Float32Array>();
    for (const id of histories) {
      const row = catalogue.rowOf.get(id);
      if (row !== undefined) probeVectors.set(id, catalogue.table.vector(row).slice());
    }
    const named = bundleOnly ? undefined : await findSnapshot(env.DB, version);
    try {
      if (named) await restore(catalogue, env.MODELS, named);
    } catch (error) {
      console.error(`the snapshot of model ${version} cannot be used:`, error);
      return Slice.load(env, holding, db, true);
    }
    const slice = new Slice(catalogue, probeVectors);
    await slice.#read(env, db);
    return slice;
  }

  get opened(): Opened {
    const { size, unusable } = this.#catalogue;
    return { size, invalid: [...unusable.values()].slice(0, MOST_NAMED), probeVectors: this.#probeVectors };
  }

  /** Answers a question, after it has read the changes that the question knows of. If it cannot, the reply says so. */
  async reply(env: Environment, { wanted, vectors, revision }: Question, db: Database): Promise<Reply> {
    // What is being read may have begun before that revision.
    for (let turn = 0; turn < 2 && this.#revision < revision; turn++) {
      this.#reading ??= this.#read(env, db)
        .catch((error) => console.error('a shard cannot read what changed:', error))
        .finally(() => {
          this.#reading = undefined;
        });
      await this.#reading;
    }
    return this.#select(wanted, vectors, this.#revision >= revision);
  }

  async #read(env: Environment, db: Database): Promise<void> {
    const catalogue = this.#catalogue;
    const { revision: since, featuresRevision: featuresSince } = catalogue;
    const state = await db.read({ since, featuresSince });
    const current = await bringUpToDate(catalogue, state, { db, bucket: env.MODELS, replica: false });
    if (current) this.#revision = Math.max(this.#revision, state.revision, catalogue.revision);
  }

  #select(wanted: Question['wanted'], withVectors: boolean, current: boolean): Reply {
    const { table, items, forSale, unseen, columns, size } = this.#catalogue;
    const rows = [...selectRows(this.#catalogue, wanted)];
    const artists = new Map<string, number>();
    for (const row of rows) {
      const { artist } = items[row];
      if (artist !== undefined) artists.set(artist, columns.artistSales.of(artist));
    }
    const { total, median } = columns.artistSales;
    return {
      rows: {
        items: rows.map((row) => items[row]),
        orders: Float64Array.from(rows, (row) => this.#catalogue.order(row)),
        forSale: Uint8Array.from(rows, (row) => forSale[row]),
        unseen: Uint8Array.from(rows, (row) => Number(unseen.has(row))),
        vectors: withVectors ? table.gather(rows) : new Float32Array(0),
      },
      artists: [...artists],
      sales: { total, median },
      size,
      current,
    };
  }

  page(from: number): ItemPage {
    const { length } = this.#catalogue.items;
    const to = Math.min(from + PAGE_ITEMS, length);
    return { items: this.#catalogue.page(from, to), next: to < length ? to : undefined };
  }
}
