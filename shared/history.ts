// How a user's events are read: which items form the history, and which the user rejected. The worker reads D1's events with it,
// the trainer those of a dataset.
import type { Kind, WeightedKind } from './kinds.ts';

/** An event of a user. */
export interface HistoryEvent {
  item: string;
  kind: Kind;
}

/**
 * Reads events in the order of time. A dislike takes the item out of the history, unless it was bought; of likes, dislikes and
 * hides of an item the latest decides whether it is rejected.
 * @param events oldest first; purchases are those that succeeded
 * @param counted the kinds that count for the history
 */
export function readHistory(
  events: readonly HistoryEvent[],
  counted: ReadonlySet<WeightedKind>,
): { history: HistoryEvent[]; rejected: string[] } {
  const rejected = new Set<string>();
  /** For each disliked item, the place of its last dislike. */
  const dislikedAt = new Map<string, number>();
  for (const [place, { item, kind }] of events.entries()) {
    if (kind === 'like') rejected.delete(item);
    else if (kind === 'dislike' || kind === 'hide') rejected.add(item);
    if (kind === 'dislike') dislikedAt.set(item, place);
  }
  const history = events.filter(
    ({ item, kind }, place) =>
      (counted as ReadonlySet<Kind>).has(kind) && (kind === 'purchase' || place > (dislikedAt.get(item) ?? -1)),
  );
  return { history, rejected: [...rejected] };
}
