// `POST /v1/events`: what people did. From the next request on it counts, and a unique item that was bought is gone.
import { type Event, type EventsResponse, eventsBody, eventsResponse, MAX_AHEAD } from '@curatornet/shared/api.ts';
import type { Hono } from 'hono';
import type { App } from '../context.ts';
import { operation } from '../contract/operation.ts';
import { route } from '../contract/route.ts';
import { actFor } from '../http/access.ts';
import { RequestError } from '../http/problems.ts';
import { markAnswered } from '../release/ref.ts';
import type { Services } from '../services.ts';
import { written } from '../storage/available.ts';
import { contradiction, recordEvents } from '../storage/events.ts';
import { visit } from '../visit.ts';

export const eventsOperation = operation({
  method: 'post',
  path: '/v1/events',
  policy: 'user',
  summary: 'Records what people did; a purchase of a unique item takes it off sale',
  body: eventsBody,
  answer: eventsResponse,
  problems: ['event-conflict', 'no-model', 'unavailable'],
  example: {
    body: { events: [{ id: 'order-7', user: 'u-17', item: 'w-3', kind: 'purchase', at: 1_795_000_000 }] },
    answer: { recorded: 1, repeated: 0, sold: ['w-3'] },
  },
});

export function events(app: Hono<App>, services: Services): void {
  route(app, eventsOperation, async (c, { body: { events } }) => {
    for (const { user } of events) actFor(c, user);
    refuseFuture(events);
    const twice = contradiction(events);
    if (twice >= 0)
      throw new RequestError('event-conflict', `event ${twice} has the id of another one of this request`);
    // Which items are unique, the catalogue knows.
    return visit(c, services, { history: [] }, async ({ catalogue }) => {
      const unique = (item: string) => {
        const row = catalogue.rowOf.get(item);
        return row === undefined || catalogue.items[row].unique === true;
      };
      const result = await written(async () =>
        recordEvents(c.env.DB, await markAnswered(c.env.DB, events), unique, Math.floor(Date.now() / 1000)),
      );
      if (!result) throw new RequestError('event-conflict');
      const repeated = events.length - result.recorded;
      return c.json({ ...result, repeated } satisfies EventsResponse);
    });
  });
}

/** @throws RequestError `invalid-request`, naming the events whose time is more than a day ahead */
function refuseFuture(events: readonly Event[]): void {
  const latest = Date.now() / 1000 + MAX_AHEAD;
  const message = "more than a day ahead of the worker's clock: send seconds since 1970";
  const errors = events.flatMap(({ at = 0 }, place) => (at > latest ? [{ at: `events.${place}.at`, message }] : []));
  if (errors.length > 0) throw new RequestError('invalid-request', undefined, { errors });
}
