// The catalogue of one answer: the rows that shards sent, in the order of the model's items.
import { ArtistSales } from '@curatornet/shared/sales.ts';
import kernel from '@curatornet/shared/scoring/score.wasm';
import { ItemTable } from '@curatornet/shared/scoring/table.ts';
import { Catalogue, type Item } from '../catalogue/catalogue.ts';
import type { ItemModel } from '../model/load.ts';
import type { Reply } from './messages.ts';

/** A row that a shard sent. */
export interface SentRow {
  order: number;
  item: Item;
  forSale: number;
  /** Whether the item has no vector. */
  unseen: boolean;
  /** Undefined if it was not wanted. */
  vector?: Float32Array;
}

/** The sales of the artists of rows that shards sent. */
export interface SentSales {
  all: Reply['sales'];
  artists: Map<string, number>;
}

/** @param table is filled with the vectors; it must have the capacity */
export function gather(model: ItemModel, sent: SentRow[], { all, artists }: SentSales, table: ItemTable): Catalogue {
  const rows = sent.sort((a, b) => a.order - b.order);
  table.clear();
  const none = new Float32Array(table.dimensions);
  // Rows whose vectors were not wanted have none that anybody reads.
  for (const { vector } of rows) table.append(vector ?? none);
  const items = rows.map(({ item }) => item);
  const sales = new ArtistSales(all, artists);
  const catalogue = new Catalogue(model, { table, items, unusable: new Map(), sales });
  for (const [row, { forSale, unseen }] of rows.entries()) {
    catalogue.forSale[row] = forSale;
    if (unseen) catalogue.unseen.add(row);
  }
  return catalogue;
}

const LEAST_ROWS = 256;
const MOST_FREE = 8;

/** Tables that answers borrow, because WebAssembly memory is returned to the system late. */
export class Tables {
  readonly #dimensions: number;
  #free: ItemTable[] = [];

  constructor(dimensions: number) {
    this.#dimensions = dimensions;
  }

  borrow(rows: number): ItemTable {
    const place = this.#free.findIndex(({ capacity }) => capacity >= rows);
    if (place >= 0) return this.#free.splice(place, 1)[0];
    const capacity = Math.max(LEAST_ROWS, 2 ** Math.ceil(Math.log2(Math.max(rows, 1))));
    return new ItemTable(kernel, new Float32Array(0), 0, this.#dimensions, capacity);
  }

  /** Takes back tables that nobody reads any more; of too many, the smallest are dropped. */
  giveBack(tables: readonly ItemTable[]): void {
    this.#free = [...this.#free, ...tables].sort((a, b) => a.capacity - b.capacity).slice(-MOST_FREE);
  }
}
