// What an answer wants of the items: the page that is to be filled, for whom, and similar items. Shards get the same.
import type { Filter } from '@curatornet/shared/api-rails.ts';
import type { ItemFilter, RailEntry, RailId, Rule } from '@curatornet/shared/rails-config.ts';

/** The visitor of a page of rails, by item ids. Unknown ids are ignored. */
export interface History {
  /** The items of the events that count, by default purchases and likes, oldest first, possibly repeated. Empty for anonymous visitors. */
  ids: readonly string[];
  /** The bought items of the history. */
  bought: readonly string[];
  /** The items that must not be shown to them: disliked, hidden, or ignored too often. */
  hidden: readonly string[];
}

/** Similar items. */
export interface Alike {
  /** The items, by their ids, and the vectors, to which they are similar on average. Items without a vector are ignored. */
  to: readonly (string | Float32Array)[];
  /** The ids of items that are left out. */
  without: readonly string[];
  limit: number;
  filter?: Filter;
  /** What rules hide, and when, in seconds since 1970. */
  rules?: { hidden: readonly Matched[]; now: number };
}

/** The items that pass a filter of the rails config. */
export interface Matched {
  filter: ItemFilter;
  /** The place of the filter in its revision: under it a catalogue keeps which items pass. Not for one that is only tried. */
  key?: string;
}

/** A rule that is in force on a rail. */
export interface PlannedRule extends Pick<Rule, 'id' | 'act' | 'places' | 'place' | 'percent'> {
  match: Matched;
}

/** A rail as it is to be filled. */
export interface RailPlan extends Pick<RailEntry, 'id' | 'perArtist'> {
  kind: RailId;
  /** In place of the title of its kind. */
  title?: string;
  limit: number;
  diversity: number;
  /** The items that it may show. */
  only?: Matched;
  /** The items that are hidden on it, but not on all rails. */
  hidden: readonly Matched[];
  /** The rules apart from `hide`. */
  rules: readonly PlannedRule[];
  /** The share of the places for newcomers, above 0 and at most .5, and up to which age in seconds an item is one. */
  newcomers?: { share: number; age: number };
}

/** A page as it is to be filled: rails/plan.ts makes it. */
export interface PagePlan {
  name: string;
  rails: readonly RailPlan[];
  /** That of the request. */
  filter: Filter;
  /** The items that rules hide on all rails. */
  hidden: readonly Matched[];
  /** The items that the page is about: one that is looked at, or those of a cart. They are not shown. */
  about: readonly string[];
  /** The hashes of the items that earlier parts of a rail showed: rails/cursor.ts. */
  shown: Uint32Array;
  /** Seconds since 1970. */
  now: number;
  /** A text that is the same whenever this visitor asks. */
  visitor: string;
  /** Whether items that a rule moved say so. */
  explain: boolean;
}

/** What an answer depends on. */
export interface Wanted {
  /** These items, for sale or not. */
  items?: readonly string[];
  /** A page of rails for a user vector, or for a visitor without a history. */
  page?: { plan: PagePlan; history: History; user?: Float32Array };
  /** The items for sale that are most similar to others. */
  alike?: Alike;
  /** All items of this artist, for sale or not. */
  artist?: string;
}
