// Which events of a user form their history, and which items they must not be shown again. Purchases count if they succeeded:
// not those that were late, not for sale or only intended.
import type { Kind } from '@curatornet/shared/kinds.ts';
import type { Feedback } from './feedback.ts';

/** An event of a user's history. */
export interface HistoryEvent {
  item: string;
  kind: Kind;
}

/** What D1 knows of a user. */
export interface Known {
  /** Oldest first. */
  history: HistoryEvent[];
  /** Items that must not be shown to the user: disliked, hidden, or ignored too often. */
  hidden: string[];
  /** Whether the user may be known: false after an opt-out, and then nothing else is. */
  personalised: boolean;
}
export const UNKNOWN: Known = { history: [], hidden: [], personalised: true };

/** SQL: whether an event belongs to the history by default: a like, or a successful purchase. */
export const IN_HISTORY = "(kind = 'like' OR outcome = 'bought')";

/** SQL: whether `knownOf` needs an event. */
export function isNeeded({ counted }: Feedback): string {
  const kinds = ['like', 'dislike', 'hide', ...[...counted].filter((kind) => kind !== 'purchase' && kind !== 'like')];
  return `(outcome = 'bought' OR kind IN (${kinds.map((kind) => `'${kind}'`).join(', ')}))`;
}

/**
 * Reads a user's events in the order of time. A dislike takes the item out of the history, unless it was bought; of likes,
 * dislikes and hides of an item the latest decides whether it may be shown.
 * @param events oldest first
 * @param ignored items with too many impressions
 */
export function knownOf(events: readonly HistoryEvent[], ignored: readonly string[], { counted }: Feedback): Known {
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
  return { history, hidden: [...rejected, ...ignored], personalised: true };
}
