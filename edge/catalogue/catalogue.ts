// A catalogue of one model: the item vectors, and for each row the item and whether it is for sale. It holds all items of the
// model, those of a shard, or those that shards selected for one answer.
// Rows are never moved or removed, so a row stays valid while a request waits. `table` and `items` can grow and be
// replaced: read them after an await, not before.
import type { BundleItem } from '@curatornet/shared/bundle.ts';
import type { ItemTable } from '@curatornet/shared/scoring/table.ts';
import type { ItemModel, LoadedItems } from '../model/load.ts';
import type { Change } from '../storage/changes.ts';
import type { State } from '../storage/state.ts';
import { Columns } from './columns.ts';

/** An item. `sales` is the count of the model's bundle. */
export type Item = BundleItem;

/** An item without its vector. */
export interface Unseen {
  item: Item;
  forSale: boolean;
  /** The revision of the change that brought its features first, or of its first change. */
  since: number;
}

/** An item with new features whose vector has not been computed yet. */
export interface Pending extends Unseen {
  features: Float32Array;
}

/** The place of a catalogue's items among all items of the model. */
export interface Slice {
  /** How many items of the bundle come before its first one. */
  before: number;
  /** The number of items of the bundle. */
  total: number;
  /** Whether an item belongs to it, also one that came after the bundle. */
  holds: (id: string) => boolean;
}

/** An item of a snapshot: its latest change, and its vector if it came with features. */
export interface SnapshotItem extends Pick<Change, 'id' | 'state' | 'about'> {
  vector?: Float32Array;
  /** The revision of the change that brought its features first, or of its first change. */
  since: number;
}

/** The capacity for a table of `rows` items: an eighth more, at least 64, for items that are added later. */
export const withSpareRows = (rows: number) => rows + Math.max(64, rows >> 3);

export class Catalogue {
  readonly model: ItemModel;
  /** The item vectors, by row. */
  table: ItemTable;
  /** The items, by row. */
  readonly items: Item[];
  readonly rowOf = new Map<string, number>();
  /** 1 for items that are for sale, by row; it may be longer than there are rows. */
  forSale: Uint8Array;
  /** The revision of the last applied change. */
  revision = 0;
  /** Features that were set up to this revision are applied. Lower than `revision` while changes are read in parts. */
  featuresRevision = 0;
  /** After computing vectors failed: when to try again, in milliseconds since 1970. */
  retryEmbeddingAt = 0;
  /** The number of items for sale. */
  size: number;
  /** Changes whenever the details of an item do. */
  edition = 0;
  /** The rows of items without a vector, mostly because no picture has been encoded yet. Their vector in the table is zero. */
  readonly unseen = new Set<number>();
  /** By id; embed.ts computes their vectors. */
  readonly pending = new Map<string, Pending>();
  /** The data that rails and filters use. */
  readonly columns: Columns;
  /** The rows of invalid items, which are not for sale, and why they are invalid. */
  readonly unusable: ReadonlyMap<number, string>;

  /** Items come in the order of the model's items, by these numbers: first those of the bundle, then by when they came. */
  readonly #orders: number[] = [];
  readonly #slice: Slice;

  /** @param loaded the bundle's items, in the order of the table's rows; all are for sale except the `unusable` ones */
  constructor(model: ItemModel, { table, items, unusable, sales }: LoadedItems, slice?: Slice) {
    this.model = model;
    this.table = table;
    this.items = items;
    this.unusable = unusable;
    this.#slice = slice ?? { before: 0, total: items.length, holds: () => true };
    this.columns = new Columns(table.capacity, sales);
    for (const [row, item] of items.entries()) {
      // An item without a valid id cannot be in a history.
      if (item.id !== '') this.rowOf.set(item.id, row);
      this.columns.set(row, item);
    }
    this.forSale = new Uint8Array(table.capacity).fill(1, 0, items.length);
    for (const row of unusable.keys()) this.forSale[row] = 0;
    this.size = items.length - unusable.size;
  }

  /** Applies what was read, unless changes before it are missing. @returns whether it completes the catalogue */
  take({ since, featuresSince, changes, more }: Pick<State, 'since' | 'featuresSince' | 'changes' | 'more'>): boolean {
    if (since > this.revision || featuresSince > this.featuresRevision) return false;
    this.apply(changes);
    if (!more) this.featuresRevision = Math.max(this.featuresRevision, changes.at(-1)?.revision ?? since);
    return !more;
  }

  /**
   * Applies changes; those already applied are skipped.
   * @param changes in ascending order, complete since a revision at or below the catalogue's
   */
  apply(changes: readonly Change[]): void {
    for (const { revision, id, state, about, features } of changes) {
      if (revision <= this.revision) continue;
      this.revision = revision;
      if (!this.#slice.holds(id)) continue;
      const waiting = this.pending.get(id);
      const item = this.#changed(id, about);
      const forSale = state === 'for-sale';
      const row = this.rowOf.get(id);
      if (row !== undefined) this.#set(row, item, forSale);
      const newest = features ?? waiting?.features;
      const since = waiting?.since ?? revision;
      // Features of an earlier model may have another length.
      if (newest?.length === this.model.features) this.pending.set(id, { item, forSale, features: newest, since });
      else if (row === undefined && about) this.#addUnseen({ item, forSale, since });
    }
  }

  /** Applies items of a snapshot, before any change. */
  restore(items: readonly SnapshotItem[]): void {
    for (const { id, state, about, vector, since } of items) {
      if (!this.#slice.holds(id)) continue;
      const item = this.#changed(id, about);
      const row = this.rowOf.get(id);
      const forSale = state === 'for-sale';
      if (vector) this.setVector({ item, forSale, since }, vector);
      else if (row !== undefined) this.#set(row, item, forSale);
      else if (about) this.#addUnseen({ item, forSale, since });
    }
  }

  /** An item with the details of a change; null keeps those it has. */
  #changed(id: string, about: Change['about']): Item {
    const row = this.rowOf.get(id);
    const before: Item = row === undefined ? (this.pending.get(id)?.item ?? { id, sales: 0 }) : this.items[row];
    const { cluster, sales } = before;
    // If the store sends no time of upload, the bundle's stays.
    const uploadedAt = about?.uploadedAt ?? before.uploadedAt;
    return about ? { ...about, id, uploadedAt, cluster, sales } : before;
  }

  /** Sets the vector of a pending item; a new item gets the next row. */
  setVector({ item, forSale, since }: Unseen, vector: Float32Array): void {
    this.unseen.delete(this.#put({ item, forSale, since }, vector));
    this.pending.delete(item.id);
  }

  /** Gives up a pending item whose features give no vector: it has the vector before, or none. */
  giveUp({ item, forSale, since }: Unseen): void {
    this.pending.delete(item.id);
    if (!this.rowOf.has(item.id)) this.#addUnseen({ item, forSale, since });
  }

  /** The given rows without those whose item has no vector. */
  seen = (rows: readonly number[]): readonly number[] =>
    this.unseen.size === 0 ? rows : rows.filter((row) => !this.unseen.has(row));

  /** `open` with the rows whose item has no vector closed. */
  openToVision(open: Uint8Array): Uint8Array {
    if (this.unseen.size === 0) return open;
    const seen = open.slice();
    for (const row of this.unseen) seen[row] = 0;
    return seen;
  }

  /** The items of some rows that have a vector. */
  page(from: number, to: number): { item: Item; forSale: boolean }[] {
    const rows = this.seen(Array.from({ length: to - from }, (_, nth) => from + nth));
    return rows.map((row) => ({ item: this.items[row], forSale: this.forSale[row] === 1 }));
  }

  #addUnseen(item: Unseen): void {
    this.unseen.add(this.#put(item, new Float32Array(this.table.dimensions)));
  }

  #put({ item, forSale, since }: Unseen, vector: Float32Array): number {
    const known = this.rowOf.get(item.id);
    const row = known ?? this.items.length;
    if (known === undefined) this.#orders[row] = this.#slice.total + since;
    if (row === this.table.capacity) this.#grow();
    this.table.set(row, vector);
    this.rowOf.set(item.id, row);
    this.#set(row, item, forSale);
    return row;
  }

  /** Marks items as sold that are sold in the previous catalogue, until the changes have been read from D1. */
  inherit(before: Catalogue): void {
    for (const [row, item] of before.items.entries()) {
      const own = before.forSale[row] === 0 ? this.rowOf.get(item.id) : undefined;
      if (own !== undefined) this.#set(own, this.items[own], false);
    }
  }

  /** Where a row comes among all items of the model, in the same numbers for every slice of it. */
  order(row: number): number {
    return this.#orders[row] ?? this.#slice.before + row;
  }

  #set(row: number, item: Item, forSale: boolean): void {
    this.size += Number(forSale) - this.forSale[row];
    this.forSale[row] = Number(forSale);
    if (item === this.items[row]) return;
    this.items[row] = item;
    this.columns.set(row, item);
    this.edition++;
  }

  #grow(): void {
    this.table = this.table.grown(withSpareRows(this.table.capacity));
    const forSale = new Uint8Array(this.table.capacity);
    forSale.set(this.forSale);
    this.forSale = forSale;
    this.columns.grow(this.table.capacity);
  }
}
