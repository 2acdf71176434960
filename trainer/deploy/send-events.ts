// Sends the events of a dataset to the worker's API, like the store's servers do. An event's id is the digest of its
// contents, so repeated sending records nothing twice; other events are kept.
import { eventsResponse, MAX_EVENTS } from '@curatornet/shared/api.ts';
import { InputError } from '@curatornet/shared/errors.ts';
import { problem, wordsOf } from '@curatornet/shared/problems.ts';
import { EventIds } from '../push/event-ids.ts';

export interface ImportedEvent {
  user: string;
  item: string;
  kind?: 'purchase' | 'like';
  /** Seconds since 1970. */
  at?: number | null;
}

/** Sends events in order. @returns the number of events, and of new ones */
export async function sendEvents(
  url: string,
  key: string,
  events: Iterable<ImportedEvent>,
): Promise<{ sent: number; recorded: number }> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${key}` };
  const ids = new EventIds();
  let batch: object[] = [];
  let sent = 0;
  let recorded = 0;
  const send = async () => {
    if (batch.length === 0) return;
    const response = await fetch(`${url}/v1/events`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ events: batch }),
    });
    const answer = await response.json();
    if (!response.ok) {
      throw new InputError('invalid', wordsOf(problem.parse(answer)), {
        where: `${url}, events ${sent} to ${sent + batch.length - 1}`,
      });
    }
    sent += batch.length;
    recorded += eventsResponse.parse(answer).recorded;
    batch = [];
  };
  for (const { user, item, kind = 'purchase', at } of events) {
    const time = typeof at === 'number' ? Math.max(0, Math.floor(at)) : undefined;
    batch.push({ id: ids.next({ user, item, kind, at: time }), user, item, kind, at: time });
    if (batch.length === MAX_EVENTS) await send();
  }
  await send();
  return { sent, recorded };
}
