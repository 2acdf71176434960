// Which rows of a catalogue may be shown on a page. Filtering precedes ranking, so it is exact, and a rail stays full as long as
// enough items pass.
import type { Filter } from '@curatornet/shared/api-rails.ts';
import type { Catalogue } from '../catalogue/catalogue.ts';
import type { History, PagePlan, RailPlan } from '../catalogue/wanted.ts';
import { closeShown } from './cursor.ts';
import { andMask, andNotMask, applyFilter, maskOf } from './matching.ts';
import { rowsOf } from './profile.ts';

/** The ids of the items that a visitor must not be shown: those of their history, and those that are hidden from them. */
export const notShown = ({ ids, hidden }: Pick<History, 'ids' | 'hidden'>): string[] => [...ids, ...hidden];

/** 1 for each item that is for sale and passes the filter of a request. */
export function openRows(catalogue: Catalogue, filter: Filter): Uint8Array {
  const open = catalogue.forSale.slice();
  applyFilter(open, catalogue, filter);
  return open;
}

/** 1 for each item that the page may show. @param without the ids of items that it must not show */
export function openOnPage(catalogue: Catalogue, plan: PagePlan, without: readonly string[]): Uint8Array {
  const open = openRows(catalogue, plan.filter);
  for (const hidden of plan.hidden) andNotMask(open, maskOf(catalogue, hidden, plan.now));
  for (const row of rowsOf(catalogue, [...without, ...plan.about])) open[row] = 0;
  closeShown(open, catalogue, plan.shown);
  return open;
}

/** Of the rows that the page may show, those that a rail may show. */
export function openOnRail(
  catalogue: Catalogue,
  open: Uint8Array,
  { only, hidden }: RailPlan,
  now: number,
): Uint8Array {
  if (!only && hidden.length === 0) return open;
  const own = open.slice();
  if (only) andMask(own, maskOf(catalogue, only, now));
  for (const one of hidden) andNotMask(own, maskOf(catalogue, one, now));
  return own;
}
