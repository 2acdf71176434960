// What a handler notes of its answer for monitoring/count.ts, which counts it: no users and no items.
import type { Outcome } from '@curatornet/shared/api.ts';
import type { IMPRESSION, Kind } from '@curatornet/shared/kinds.ts';
import type { Context } from 'hono';
import type { App } from '../context.ts';

interface Recorded {
  kind: Kind | typeof IMPRESSION;
  outcome: Outcome;
  repeated: boolean;
}

/** Notes events that were recorded. A repeated event, or one of an erased user, is none. */
export function noteEvents(c: Context<App>, outcomes: readonly Recorded[] = []): void {
  const fresh = outcomes.filter(({ outcome, repeated }) => !repeated && outcome !== 'erased');
  c.set('events', (c.get('events') ?? []).concat(fresh));
}
