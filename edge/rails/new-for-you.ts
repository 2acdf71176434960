// The rail `new-for-you`: the latest arrivals by the model's score. "Latest" is a number of items and not of days, so
// that the rail is equally full in quiet and busy months.
import type { RailKind } from './rail.ts';

/** The number of latest items, of those that may be shown, that count as new. */
export const NEW_ITEMS = 200;

export const newForYou: RailKind = {
  id: 'new-for-you',
  title: 'New for you',
  rank(context) {
    if (!context.profile) return undefined;
    const latest = new Uint8Array(context.open.length);
    let left = NEW_ITEMS;
    for (const row of context.catalogue.columns.newest) {
      if (context.open[row] === 0) continue;
      latest[row] = 1;
      if (--left === 0) break;
    }
    return { scores: context.profile.scores, among: latest, relative: true };
  },
};
