// What a rail is, and what all rails of a page share. A rail says which rows compete and by which numbers; page.ts picks
// from them, so that filters, sold items, caps and diversity hold on every rail alike.
import type { RailId } from '@curatornet/shared/api.ts';
import type { Scores } from '@curatornet/shared/ranking.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';

/** What is known of a visitor who has something. */
export interface UserProfile {
  /** Distinct rows, oldest first: what the user tower read. */
  history: readonly number[];
  /** Those of them that were bought, not liked. */
  bought: readonly number[];
  /** The user's score of every row. */
  scores: Float32Array;
}

export interface RailContext {
  catalogue: Catalogue;
  /** 1 where a row may still be shown: for sale, let through by the filters, not the visitor's, on no earlier rail. */
  open: Uint8Array;
  /** Undefined for a visitor of whom nothing is known. */
  profile: UserProfile | undefined;
}

/** How a rail ranks: higher numbers come first. */
export interface RailRanking {
  title: string;
  /** One a row. */
  scores: Scores;
  /** 1 where a row competes; all open rows where it is left out. */
  among?: Uint8Array;
  /** The row of the visitor's item that the whole rail hangs on. */
  because?: number;
}

export interface RailKind {
  id: RailId;
  /** Undefined where there is nothing to go by; the page then has no such rail. */
  rank(context: RailContext): RailRanking | undefined;
}

/**
 * The open rows by artists.
 * @param wanted 1 for an artist whose items are wanted, by the artist's number plus one; place 0 is for items without one
 */
export function openByArtist({ open, catalogue }: RailContext, wanted: Uint8Array): Uint8Array {
  const { artist } = catalogue.columns;
  const among = new Uint8Array(open.length);
  for (let row = 0; row < among.length; row++) among[row] = open[row] & wanted[artist[row] + 1];
  return among;
}

/** Only these rows. */
export function only(context: RailContext, rows: Iterable<number>): Uint8Array {
  const among = new Uint8Array(context.open.length);
  for (const row of rows) among[row] = context.open[row];
  return among;
}
