// What can be shown right now, as this isolate knows it: one model's item table, and for each of its rows the item, and
// whether it is for sale. Rows are never moved and never taken away, so a row number stays good while a request waits;
// `table` and `items` grow, so read them when they are needed, not before something is awaited.
import type { BundleItem } from '@curatornet/shared/bundle.ts';
import type { ItemTable } from '@curatornet/shared/scoring/table.ts';
import type { Model } from '../model/load.ts';
import type { Change } from '../storage/changes.ts';
import { Columns } from './columns.ts';

/** An item. `sales` is what the model's bundle counted. */
export type Item = BundleItem;

/** An item whose features have come and whose vector has not been made yet. */
export interface Pending {
  item: Item;
  forSale: boolean;
  features: Float32Array;
}

/** Spare rows for items that come after the model: an eighth, and some at least. */
export const roomFor = (rows: number) => rows + Math.max(64, rows >> 3);

export class Catalogue {
  readonly model: Model;
  /** The vectors, by row. */
  table: ItemTable;
  /** The items, by row. */
  readonly items: Item[];
  readonly rowOf = new Map<string, number>();
  /** 1 where the item may be shown, by row; there may be more places than rows. */
  forSale: Uint8Array;
  /** The revision of the last change that was applied. */
  revision = 0;
  /** When D1's primary was last asked, and everything it told was applied: milliseconds since 1970. */
  readAt = Number.NEGATIVE_INFINITY;
  /** Until when pending items are left alone, because their vectors could not be made: milliseconds since 1970. */
  restUntil = 0;
  /** Items that are for sale. */
  size: number;
  /** By id; embed.ts makes their vectors. */
  readonly pending = new Map<string, Pending>();
  /** What rails and filters choose by. */
  readonly columns: Columns;
  /** Rows of the bundle's items that cannot be shown, and why: they are off sale. */
  readonly unfit: ReadonlyMap<number, string>;

  /** @param items the bundle's items, in the order of the table's rows; all but the `unfit` ones are for sale */
  constructor(model: Model, table: ItemTable, items: Item[], unfit: ReadonlyMap<number, string> = new Map()) {
    this.model = model;
    this.table = table;
    this.items = items;
    this.unfit = unfit;
    this.columns = new Columns(table.capacity);
    for (const [row, item] of items.entries()) {
      // Without an id it is in nobody's history.
      if (item.id !== '') this.rowOf.set(item.id, row);
      this.columns.set(row, item);
    }
    this.forSale = new Uint8Array(table.capacity).fill(1, 0, items.length);
    for (const row of unfit.keys()) this.forSale[row] = 0;
    this.size = items.length - unfit.size;
  }

  /**
   * Brings the catalogue up to the last of the changes; those that it has already are passed over.
   * @param changes all after some revision that is no higher than the catalogue's, ascending
   */
  apply(changes: readonly Change[]): void {
    for (const { revision, id, state, about, features } of changes) {
      if (revision <= this.revision) continue;
      this.revision = revision;
      const row = this.rowOf.get(id);
      const waiting = this.pending.get(id);
      const before: Item = row === undefined ? (waiting?.item ?? { id, sales: 0 }) : this.items[row];
      const { cluster, sales } = before;
      // Where the store names no time of upload, the bundle's stays.
      const uploadedAt = about?.uploadedAt ?? before.uploadedAt;
      const item = about ? { ...about, id, uploadedAt, cluster, sales } : before;
      const forSale = state === 'for-sale';
      if (row !== undefined) this.#set(row, item, forSale);
      const newest = features ?? waiting?.features;
      if (newest) this.pending.set(id, { item, forSale, features: newest });
    }
  }

  /** Puts the vector of a pending item in its place; an item that has no row gets the next one. */
  place({ item, forSale }: Pending, vector: Float32Array): void {
    const row = this.rowOf.get(item.id) ?? this.items.length;
    if (row === this.table.capacity) this.#grow();
    this.table.set(row, vector);
    this.rowOf.set(item.id, row);
    this.#set(row, item, forSale);
    this.pending.delete(item.id);
  }

  /** Takes over which items are not for sale from the catalogue that was in force before, until D1 has told. */
  inherit(before: Catalogue): void {
    for (const [row, item] of before.items.entries()) {
      const own = before.forSale[row] === 0 ? this.rowOf.get(item.id) : undefined;
      if (own !== undefined) this.#set(own, this.items[own], false);
    }
  }

  #set(row: number, item: Item, forSale: boolean): void {
    this.size += Number(forSale) - this.forSale[row];
    this.forSale[row] = Number(forSale);
    if (item === this.items[row]) return;
    this.items[row] = item;
    this.columns.set(row, item);
  }

  /** Gives the towers' memory back. */
  async release(): Promise<void> {
    await Promise.all([this.model.tower.release(), this.model.itemTower.release()]);
  }

  #grow(): void {
    this.table = this.table.grown(roomFor(this.table.capacity));
    const forSale = new Uint8Array(this.table.capacity);
    forSale.set(this.forSale);
    this.forSale = forSale;
    this.columns.grow(this.table.capacity);
  }
}
