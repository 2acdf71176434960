// Where answers get items from: all items of a model, in this isolate (local.ts), or what the shards of the model select of
// theirs (shards/sharded.ts). Both give a catalogue that holds every item that an answer depends on, so the answers are equal.
import type { Environment } from '../environment.ts';
import type { Releasable } from '../model/leases.ts';
import type { Model } from '../model/load.ts';
import type { Near } from '../relay/ask.ts';
import type { Database, State } from '../storage/state.ts';
import type { Catalogue, Item } from './catalogue.ts';
import type { Compacted } from './compact.ts';
import type { Wanted } from './wanted.ts';

/** The items of a model for one answer. */
export interface ItemSource {
  readonly model: Model;
  /** The number of items for sale. */
  readonly size: number;
  /** Whether items were missing so far, because a shard did not answer. */
  readonly incomplete: boolean;
  /**
   * A catalogue that holds every item that the answer depends on, and perhaps others: the answer is computed as if it held
   * all items. The catalogue may change at the next await.
   */
  select(wanted: Wanted): Catalogue | Promise<Catalogue>;
  /** All items that have a vector, in pages. @throws Error if some cannot be read */
  pages(): AsyncIterable<{ item: Item; forSale: boolean }[]>;
}

/** The request that is answered. */
export interface Asking {
  env: Environment;
  near: Near;
}

/** A version that serves: its model and its items, for all answers of this isolate. */
export interface Stock extends Releasable, Compacted {
  readonly model: Model;
  /** The number of items in the bundle. */
  readonly bundleItems: number;
  /** Why items of the bundle are invalid, which are not for sale; in part, if there are many. */
  readonly invalid: readonly string[];
  /** The number of items for sale. */
  readonly size: number;
  /** The revision after which changes must be read. */
  readonly revision: number;
  /** The revision up to which it has all features. */
  readonly featuresRevision: number;
  /** When all changes in D1's primary were last read: milliseconds since 1970. */
  readAt: number;
  /** Takes over what was read from D1 or a relay, if it follows what is known. */
  learn(state: State): void;
  /** Takes over what was read, and reads what is missing. @returns whether the items are up to date */
  bringUpToDate(state: State, db: Database, replica: boolean, env: Environment): Promise<boolean>;
  /** Takes over which items are sold in the stock that served before, until the changes have been read. */
  inherit(before: Stock): void;
  /** Makes an answer. The source is valid until the promise settles. */
  answer<T>(asking: Asking, work: (items: ItemSource) => T | Promise<T>): Promise<T>;
}
