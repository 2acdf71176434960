// Which events of a user form their history, and which items they must not be shown again. Purchases count if they succeeded:
// not those that were late, not for sale or only intended.
import { type HistoryEvent, readHistory } from '@curatornet/shared/history.ts';
import type { Feedback } from './feedback.ts';

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
 * @param events oldest first
 * @param ignored items with too many impressions
 */
export function knownOf(events: readonly HistoryEvent[], ignored: readonly string[], { counted }: Feedback): Known {
  const { history, rejected } = readHistory(events, counted);
  return { history, hidden: [...rejected, ...ignored], personalised: true };
}
