// What callers pass and get. The types of answers are the API's: openapi.d.ts is generated from its schemas.
import type { components, paths } from './openapi.d.ts';

type Schemas = components['schemas'];
export type Rail = Schemas['Rail'];
export type RailId = Rail['id'];
export type RailItem = Schemas['RailItem'];
export type RailsResponse = Schemas['RailsResponse'];
export type SimilarResponse = Schemas['SimilarResponse'];
export type EventsResponse = Schemas['EventsResponse'];
export type Problem = Schemas['Problem'];

type Body<P extends '/v1/rails' | '/v1/events'> = NonNullable<
  paths[P]['post']['requestBody']
>['content']['application/json'];

/** An event as the API takes it. */
export type Event = Body<'/v1/events'>['events'][number];

/**
 * `local`: the visitor has no user, so nothing was sent. A like or a purchase is in the history of this browser; the other
 * kinds are not counted.
 */
export type Outcome = EventsResponse['outcomes'][number]['outcome'] | 'local';

/** What an event needs from its caller. Without an id it gets a new one. */
export type NewEvent = Pick<Event, 'item' | 'kind' | 'rail' | 'price' | 'currency'> & Partial<Pick<Event, 'id' | 'at'>>;

export interface CallOptions {
  /** Ends the call; other callers of the same answer still get it. */
  signal?: AbortSignal;
}

/** The options of a page of rails: which rails, how many items, filters. */
export interface RailsOptions extends CallOptions, Partial<Body<'/v1/rails'>> {}

export interface SimilarOptions extends CallOptions {
  /** The largest number of items, 1 to 100. */
  limit?: number;
}

export interface ClientOptions {
  /** The address of the worker: `https://rails.example`. */
  url: string;
  /** The storefront key in pages and apps; the service key on a server of the store, and nowhere else. */
  key?: string;
  /** The user who is signed in. Without one the visitor is anonymous, and the history stays in this browser. */
  user?: string;
  /** The user's token, or a function that gets one from your server: called at first, and again when it has expired. */
  token?: string | (() => string | Promise<string>);
  /** Milliseconds that one attempt may take: 8000 by default. */
  timeout?: number;
  /** How often a call that failed is repeated, after a growing pause: 2 by default. */
  retries?: number;
  /** Gets the errors of events that nobody waits for. By default they are logged. */
  onError?: (error: unknown) => void;
  /** Used in place of the global one. */
  fetch?: typeof fetch;
}
