// `POST /v1/events`: records what users did, and counts impressions. They take effect from the next request on; a unique item that was
// bought is no longer for sale.
import { type Event, type EventsResponse, eventsBody, eventsResponse, MAX_AHEAD } from '@curatornet/shared/api.ts';
import type { Hono } from 'hono';
import type { App } from '../context.ts';
import { operation } from '../contract/operation.ts';
import { route } from '../contract/route.ts';
import { BOOKMARK, withBookmark } from '../http/bookmark.ts';
import { noteEvents } from '../http/notes.ts';
import { RequestError } from '../http/problems.ts';
import { purgeItems } from '../http/shared-cache.ts';
import { hasRelays, tellRelays } from '../relay/announce.ts';
import { markAnswered } from '../release/ref.ts';
import { withStorage } from '../storage/available.ts';
import { isNew, recordEvents, SERVICE_SENDER, tokenSender } from '../storage/events.ts';

export const eventsOperation = operation({
  method: 'post',
  path: '/v1/events',
  policy: 'user',
  summary:
    'Record what users did with items, and count impressions. Returns the outcome of each event. A purchase of a unique item takes it off sale',
  body: eventsBody,
  answer: eventsResponse,
  problems: ['event-conflict', 'unavailable'],
  example: {
    body: {
      events: [
        { id: 'order-7', user: 'u-17', item: 'w-3', kind: 'purchase', at: 1_795_000_000, price: 30, currency: 'EUR' },
      ],
    },
    answer: { recorded: 1, repeated: 0, sold: ['w-3'], outcomes: [{ id: 'order-7', outcome: 'bought' }] },
  },
});

export function eventsRoute(app: Hono<App>): void {
  route(app, eventsOperation, async (c, { body: { events } }) => {
    refuseFuture(events);
    const user = c.get('subject');
    refusePrices(events, user);
    if (user !== undefined) expectOwn(events, user);
    const sender = user === undefined ? SERVICE_SENDER : tokenSender(user, c.env);
    const { result, bookmark } = await withStorage(async () => {
      const marked = await markAnswered(c.env.DB, events);
      return withBookmark(c.env, (env) => recordEvents(env, marked, sender, hasRelays(env)));
    });
    const { outcomes, sold, announcement } = result;
    noteEvents(c, outcomes);
    if (bookmark !== undefined) c.header(BOOKMARK, bookmark);
    await tellRelays(c.env, announcement);
    purgeItems(c, sold);
    const repeated = outcomes.filter((one) => one.repeated).length;
    const recorded = outcomes.filter(isNew).length;
    return c.json({
      recorded,
      repeated,
      sold,
      bookmark,
      outcomes: outcomes.map(({ id, outcome, repeated }) => ({ id, outcome, repeated: repeated || undefined })),
    } satisfies EventsResponse);
  });
}

/** @throws RequestError `forbidden` with the events that are about a user other than the token's */
function expectOwn(events: readonly { id: string; user: string }[], user: string): void {
  const errors = events.flatMap((event, place) =>
    event.user === user
      ? []
      : [{ at: `events.${place}.user`, message: `event ${event.id} is about a user other than the token's` }],
  );
  if (errors.length > 0) throw new RequestError('forbidden', undefined, { errors });
}

/**
 * What is wrong with the price or the currency of an event, beyond its schema.
 * @param user the user whose token was sent; undefined if the store sends
 */
export function wrongPrice({ kind, price, currency }: Event, user?: string): Wrong | undefined {
  const at = price === undefined ? 'currency' : 'price';
  if (price === undefined && currency === undefined) return undefined;
  if (kind !== 'purchase') return { at, message: `a ${kind} has no ${at}: only a purchase has` };
  if (user !== undefined)
    return { at, message: `only the store says what was paid, with the service key: leave out the ${at}` };
  return price === undefined ? { at, message: 'is without a price: send both, or only the price' } : undefined;
}
interface Wrong {
  /** The field. */
  at: string;
  message: string;
}

/** @throws RequestError `invalid-request` with the events that may not have the price or the currency that they have */
function refusePrices(events: readonly Event[], user?: string): void {
  const errors = events.flatMap((event, place) => {
    const wrong = wrongPrice(event, user);
    return wrong ? [{ at: `events.${place}.${wrong.at}`, message: wrong.message }] : [];
  });
  if (errors.length > 0) throw new RequestError('invalid-request', undefined, { errors });
}

/** @throws RequestError `invalid-request` with the events whose time is more than a day in the future */
function refuseFuture(events: readonly Event[]): void {
  const latest = Date.now() / 1000 + MAX_AHEAD;
  const message = 'must be at most a day in the future, in seconds since 1970';
  const errors = events.flatMap(({ at = 0 }, place) => (at > latest ? [{ at: `events.${place}.at`, message }] : []));
  if (errors.length > 0) throw new RequestError('invalid-request', undefined, { errors });
}
