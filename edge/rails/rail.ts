// The interface of a rail, and what the rails of a page share. A rail says which rows compete and with which scores;
// page.ts picks from them, so that filters, sold items, caps and diversity apply to all rails. Nothing here needs the items of
// the visitor's history to be in the catalogue, for it may be that of a shard.

import type { RailId } from '@curatornet/shared/rails-config.ts';
import type { LazyScores, Scores } from '@curatornet/shared/ranking.ts';
import type { Catalogue, Item } from '../catalogue/catalogue.ts';

/** An item with its vector. */
export interface Anchor {
  item: Pick<Item, 'id' | 'title'>;
  vector: Float32Array;
}

/** The history of a visitor who has one, and the model's scores for it. */
export interface UserProfile {
  /** The artists of the items that the user tower read. */
  artists: ReadonlySet<string>;
  /** Of the bought (not liked) items, the one that the model scores highest. */
  anchor?: Anchor;
  /** The model's score of every row for this user. */
  scores: LazyScores;
}

export interface RailContext {
  catalogue: Catalogue;
  /** 1 for rows that may be shown: for sale, passing the filters, neither in the history nor hidden from the visitor, not on an earlier rail. */
  open: Uint8Array;
  /** Undefined for a visitor without a history. */
  profile: UserProfile | undefined;
  /** What the page is about: the mean direction of its items that have a vector, and the item if it is one. */
  about?: { vector: Float32Array; item?: Anchor['item'] };
}

/** The ranking of a rail: rows with higher scores come first. */
export interface RailRanking {
  /** One per row. */
  scores: Scores;
  /** 1 for rows that compete; by default all open rows. */
  among?: Uint8Array;
  /**
   * Whether a row may compete only because another does not, so that all competing rows of all shards must be known. By default
   * a row competes whatever the others are.
   */
  relative?: boolean;
  /** The item that the rail is based on, for its title. */
  basis?: Anchor['item'];
  /** The id of the visitor's item that explains the whole rail. */
  because?: string;
}

export interface RailKind {
  id: RailId;
  /** `{item}` stands for the item that it is based on. */
  title: string;
  /** Whether the rail ranks without vectors, so that it can show an item whose picture has not been encoded. */
  unseen?: true;
  /** Returns undefined if the rail has no basis for a ranking; the page then leaves it out. */
  rank(context: RailContext): RailRanking | undefined;
}

/**
 * The open rows by the wanted artists.
 * @param wanted 1 for each wanted artist, at index artist code + 1; index 0 is for items without an artist
 */
export function openByArtist({ open, catalogue }: RailContext, wanted: Uint8Array): Uint8Array {
  const { artist } = catalogue.columns;
  const among = new Uint8Array(open.length);
  for (let row = 0; row < among.length; row++) among[row] = open[row] & wanted[artist[row] + 1];
  return among;
}

/** 1 for each of the artists that the catalogue knows, at index artist code + 1. */
export function codesOf({ columns }: Catalogue, artists: Iterable<string>): Uint8Array {
  const codes = new Uint8Array(columns.salesOfArtist.length + 1);
  for (const name of artists) {
    const code = columns.artistNumber.get(name);
    if (code !== undefined) codes[code + 1] = 1;
  }
  return codes;
}

/** The open rows among the given rows. */
export function only(context: RailContext, rows: Iterable<number>): Uint8Array {
  const among = new Uint8Array(context.open.length);
  for (const row of rows) among[row] = context.open[row];
  return among;
}
