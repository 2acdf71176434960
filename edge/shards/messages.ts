// What the worker and its shards tell each other.
import type { Item } from '../catalogue/catalogue.ts';
import type { Parts } from '../model/load.ts';
import type { WantedPart } from '../rails/select.ts';
import type { Place } from '../relay/regions.ts';

/** What a shard holds: each shard has a name of its own for it (addresses.ts), so it never holds anything else. */
export interface Holding {
  version: string;
  parts: Parts;
}

export interface Question {
  wanted: WantedPart;
  /** Whether the rows' vectors are wanted. */
  vectors: boolean;
  /** The revision of the catalogue that the answer must know of. */
  revision: number;
  /** Where the visitor is. */
  place?: Place;
}

/** Rows of a shard, in columns. */
export interface Rows {
  items: Item[];
  /** Where each item comes among all items of the model. */
  orders: Float64Array;
  /** 1 for items that are for sale. */
  forSale: Uint8Array;
  /** 1 for items without a vector. */
  unseen: Uint8Array;
  /** float32 [rows, dimensions]; empty unless they were wanted. */
  vectors: Float32Array;
}

export interface Reply {
  rows: Rows;
  /** The sales of the rows' artists in the bundle, and those of all artists. */
  artists: [name: string, sales: number][];
  sales: { total: number; median: number };
  /** The number of items for sale in the shard. */
  size: number;
  /** Whether the shard knows of the revision that was asked for, and has the vectors of all items. */
  current: boolean;
}

/** What a shard says once it has loaded its items and verified them. */
export interface Opened {
  size: number;
  /** Why items are invalid; some of them, if there are many. */
  invalid: string[];
  /** The vectors, in the bundle, of the items in the histories of the manifest's probes that are here. */
  probeVectors: Map<string, Float32Array>;
}

/** A page of a shard's items, and the row where the next one begins; without one it is the last. */
export interface ItemPage {
  items: { item: Item; forSale: boolean }[];
  next?: number;
}

/** What a shard does for others: shard.ts. */
export interface ShardStub {
  /** Loads the items, unless they are there. What does not match the manifest is refused. */
  open(holding: Holding, place?: Place): Promise<Opened | { refused: string }>;
  /** Null while the items are being loaded. */
  select(holding: Holding, question: Question): Promise<Reply | null>;
  page(holding: Holding, from: number): Promise<ItemPage>;
}
