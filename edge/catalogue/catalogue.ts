// What can be shown right now, as this isolate knows it: one model's item table, and for each of its rows the work, and
// whether it is for sale. Rows are never moved and never taken away, so a row number stays good while a request waits;
// `table` and `items` grow, so read them when they are needed, not before something is awaited.
import type { BundleItem } from '@curatornet/shared/bundle.ts';
import type { ItemTable } from '@curatornet/shared/scoring/table.ts';
import type { Tower } from '../model/runtime.ts';
import { Columns } from './columns.ts';

/** A work. `sales` is what the model's bundle counted. */
export type Work = BundleItem;

/** The part of a model that does not change while it serves. */
export interface Model {
  version: string;
  /** Numbers in an item's features. */
  features: number;
  tower: Tower;
}

/** Spare rows for works that come after the model: an eighth, and some at least. */
export const roomFor = (rows: number) => rows + Math.max(64, rows >> 3);

export class Catalogue {
  readonly model: Model;
  /** The vectors, by row. */
  table: ItemTable;
  /** The works, by row. */
  readonly items: Work[];
  readonly rowOf = new Map<string, number>();
  /** 1 where the work may be shown, by row; there may be more places than rows. */
  forSale: Uint8Array;
  /** The number of the last change that was applied. */
  number = 0;
  /** What rails and filters choose by. */
  readonly columns: Columns;

  /** @param items the bundle's works, in the order of the table's rows; all for sale */
  constructor(model: Model, table: ItemTable, items: Work[]) {
    this.model = model;
    this.table = table;
    this.items = items;
    this.columns = new Columns(table.capacity);
    for (const [row, work] of items.entries()) {
      this.rowOf.set(work.id, row);
      this.columns.set(row, work);
    }
    this.forSale = new Uint8Array(table.capacity).fill(1, 0, items.length);
  }

  /** Works that are for sale. */
  get size(): number {
    return this.forSale.reduce((sum, one) => sum + one, 0);
  }

  /** Writes what is known of a work that has a row. */
  update(row: number, work: Work, forSale: boolean): void {
    this.items[row] = work;
    this.forSale[row] = Number(forSale);
    this.columns.set(row, work);
  }

  /** Puts a work's vector in its place; a work that has no row gets the next one. */
  place(work: Work, forSale: boolean, vector: Float32Array): void {
    const row = this.rowOf.get(work.id) ?? this.items.length;
    if (row === this.table.capacity) this.#grow();
    this.table.set(row, vector);
    this.rowOf.set(work.id, row);
    this.update(row, work, forSale);
  }

  #grow(): void {
    this.table = this.table.grown(roomFor(this.table.capacity));
    const forSale = new Uint8Array(this.table.capacity);
    forSale.set(this.forSale);
    this.forSale = forSale;
    this.columns.grow(this.table.capacity);
  }
}
