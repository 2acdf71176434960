// The rules of the rails config, on one rail. `hide` closes rows before they are ranked (filter.ts). The others work on the ranked
// rail, in places, so that they mean the same on every rail, whatever its scores are:
//
//   boost, bury   an item goes up or down by `places`. Of several boosts the strongest counts, and of several buries.
//   guarantee     the best items that match replace the last ones that do not, until they have `percent` of the places,
//                 rounded up. They are spread over the rail.
//   pin           the best item that matches takes `place`, whether the rail would show it or not. If an earlier pin has that
//                 place, it takes the next free one.
//
// In this order, and rules of an act in the order of the document: what an earlier guarantee brought, a later one does not
// remove. It is exact: an item can rise by the strongest boost at most, so so many more rows are ranked than are shown.
import { type Scores, scoreOf, topKAmong } from '@curatornet/shared/ranking.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { PlannedRule, RailPlan } from '../catalogue/wanted.ts';
import { maskOf } from './matching.ts';
import { makeRoom } from './room.ts';

type Act = PlannedRule['act'];
const of = (rules: readonly PlannedRule[], act: Act) => rules.filter((rule) => rule.act === act);
const strongest = (rules: readonly PlannedRule[], act: Act) =>
  Math.max(0, ...of(rules, act).map(({ places = 0 }) => places));

/** How many more rows must be ranked than a rail shows, so that boosts and buries are exact. */
export const reachOf = ({ rules }: Pick<RailPlan, 'rules'>): number =>
  rules.length === 0 ? 0 : strongest(rules, 'boost') + strongest(rules, 'bury');

/** A rail that rules are applied to. */
export interface Ranked {
  catalogue: Catalogue;
  /** 1 for rows that the rail may show. */
  open: Uint8Array;
  /** 1 for rows that compete on it. */
  among: Uint8Array;
  scores: Scores;
  /** Seconds since 1970. */
  now: number;
}

/** The rows that a `guarantee` chooses from: twice as many as the rail shows, because it may show some already. */
export const guaranteed = (
  { catalogue, among, scores, now }: Ranked,
  { match }: PlannedRule,
  limit: number,
): number[] => topKAmong(scores, 2 * limit, maskOf(catalogue, match, now).rows, among);

/** The rows that a `pin` chooses from: as many as there are pins, because each row is pinned once. */
export const pinnable = ({ catalogue, open, scores, now }: Ranked, { match }: PlannedRule, pins: number): number[] =>
  topKAmong(scores, pins, maskOf(catalogue, match, now).rows, open);

/** The pins of a rail. */
export const pinsOf = ({ rules }: Pick<RailPlan, 'rules'>): PlannedRule[] => of(rules, 'pin');
export const guaranteesOf = ({ rules }: Pick<RailPlan, 'rules'>): PlannedRule[] => of(rules, 'guarantee');

/** Where a row was before the rules, and which rules moved it. */
export interface Moved {
  /** Its place without rules, from 1; undefined if the rail did not show it. */
  from?: number;
  rules: string[];
}

/**
 * Applies the rules to a ranked rail.
 * @param ranked best first: `limit` and `reachOf` rows, if there are so many
 * @returns at most `limit` rows, and those that a rule moved
 */
export function applyRules(
  ranked: readonly number[],
  rail: Ranked,
  { rules, limit, perArtist = Number.POSITIVE_INFINITY }: Pick<RailPlan, 'rules' | 'limit' | 'perArtist'>,
): { rows: number[]; moved: Map<number, Moved> } {
  const moved = new Map<number, Moved>();
  if (rules.length === 0) return { rows: ranked.slice(0, limit), moved };
  const placeOf = new Map(ranked.map((row, place) => [row, place]));
  const note = (row: number, rule: string) => {
    const place = placeOf.get(row);
    const from = place !== undefined && place < limit ? place + 1 : undefined;
    const known = moved.get(row) ?? { from, rules: [] };
    known.rules.push(rule);
    moved.set(row, known);
  };
  let rows = shifted(ranked, rail, rules, note).slice(0, limit);
  const byScore = (a: number, b: number) => scoreOf(rail.scores, b) - scoreOf(rail.scores, a) || a - b;
  const { artist } = rail.catalogue.columns;
  const isFull = (row: number, shown: readonly number[]) =>
    artist[row] >= 0 && shown.filter((other) => artist[other] === artist[row]).length >= perArtist;
  const held = new Set<number>();
  for (const rule of of(rules, 'guarantee')) {
    const { bits } = maskOf(rail.catalogue, rule.match, rail.now);
    const there = rows.filter((row) => bits[row] === 1);
    for (const row of there) held.add(row);
    const missing = Math.ceil((rows.length * (rule.percent ?? 0)) / 100) - there.length;
    if (missing <= 0) continue;
    const shown = new Set(rows);
    const chosen: number[] = [];
    for (const row of guaranteed(rail, rule, limit)) {
      if (chosen.length === missing) break;
      if (shown.has(row) || isFull(row, [...rows, ...chosen])) continue;
      chosen.push(row);
    }
    const before = rows;
    rows = makeRoom(rows, chosen, (row) => !held.has(row), byScore);
    for (const row of rows)
      if (!before.includes(row)) {
        held.add(row);
        note(row, rule.id);
      }
  }
  // A rail with nothing to show stays out, whatever is pinned.
  const pins = ranked.length > 0 ? of(rules, 'pin') : [];
  const placed = new Map<number, number>();
  const pinned = new Set<number>();
  for (const rule of pins) {
    const row = pinnable(rail, rule, pins.length).find((one) => !pinned.has(one));
    if (row === undefined) continue;
    let place = rule.place! - 1;
    while (placed.has(place)) place++;
    placed.set(place, row);
    pinned.add(row);
    note(row, rule.id);
  }
  const free = rows.filter((row) => !pinned.has(row));
  while (free.length > Math.max(0, limit - pinned.size)) {
    const last = free.findLastIndex((row) => !held.has(row));
    free.splice(last >= 0 ? last : free.length - 1, 1);
  }
  for (const [place, row] of [...placed].sort(([a], [b]) => a - b)) free.splice(place, 0, row);
  rows = free.slice(0, limit);
  return { rows, moved: shownOnly(moved, rows) };
}

/** Boosts and buries. A boosted item comes before the one whose place it takes, a buried one after it. */
function shifted(
  ranked: readonly number[],
  { catalogue, now }: Ranked,
  rules: readonly PlannedRule[],
  note: (row: number, rule: string) => void,
): number[] {
  const shifts = rules.filter(({ act }) => act === 'boost' || act === 'bury');
  if (shifts.length === 0) return [...ranked];
  const masks = shifts.map(({ match }) => maskOf(catalogue, match, now).bits);
  const keyed = ranked.map((row, place) => {
    let up = 0;
    let down = 0;
    for (const [nth, { id, act, places = 0 }] of shifts.entries()) {
      if (masks[nth][row] === 0) continue;
      note(row, id);
      if (act === 'boost') up = Math.max(up, places);
      else down = Math.max(down, places);
    }
    const shift = down - up;
    return { row, place, key: place + shift, side: Math.sign(shift) };
  });
  keyed.sort((a, b) => a.key - b.key || a.side - b.side || a.place - b.place);
  return keyed.map(({ row }) => row);
}

const shownOnly = (moved: Map<number, Moved>, rows: readonly number[]): Map<number, Moved> => {
  const shown = new Set(rows);
  return new Map([...moved].filter(([row]) => shown.has(row)));
};
