// The rail `new-for-you`: of the latest arrivals those that suit the visitor, best scores first. Latest is a number of
// items, not of days, so the rail is as full in a quiet month as in a busy one.
import type { RailKind } from './rail.ts';

/** How many of the items that may be shown count as new, the latest ones. */
export const NEW_ITEMS = 200;

export const newForYou: RailKind = {
  id: 'new-for-you',
  rank(context) {
    if (!context.profile) return undefined;
    const latest = new Uint8Array(context.open.length);
    let left = NEW_ITEMS;
    for (const row of context.catalogue.columns.newest) {
      if (context.open[row] === 0) continue;
      latest[row] = 1;
      if (--left === 0) break;
    }
    return { title: 'New for you', scores: context.profile.scores, among: latest };
  },
};
