// `createClient`: the rails, similar items and events of CuratorNet's API, for pages, apps and servers. client -> queue,
// history -> request -> memory.
import { localHistory } from './history.ts';
import { openMemory } from './memory.ts';
import { eventQueue } from './queue.ts';
import { sender } from './request.ts';
import { shareCalls } from './shared-calls.ts';
import type {
  ClientOptions,
  NewEvent,
  Outcome,
  RailsOptions,
  RailsResponse,
  SimilarOptions,
  SimilarResponse,
} from './types.ts';

export { CuratorError } from './request.ts';
export type * from './types.ts';

export interface Client {
  /**
   * Rails for the user; without a user, for the history in this browser, or for `history`.
   * @throws CuratorError if the API refuses; whatever `fetch` throws if it cannot be reached
   */
  rails(options?: RailsOptions): Promise<RailsResponse>;
  /** Items for sale that are visually similar to an item. */
  similar(item: string, options?: SimilarOptions): Promise<SimilarResponse>;
  /**
   * Records an event. It is sent until the API has answered, on a later page if need be. Nobody has to wait for it.
   * @returns its outcome. The promise is rejected if the API refused the event, or cannot be reached now
   */
  record(event: NewEvent): Promise<Outcome>;
  /** Sends the events that are waiting. */
  flush(): Promise<void>;
  /** The history of a visitor without a user: ids of items, the oldest first. */
  history(): string[];
  /** After a visitor has signed in: sends the history of this browser as likes of the user, and clears it. */
  claimHistory(): Promise<Outcome[]>;
  /**
   * Whether the visitor may be known. `false` counts at once and on later pages: rails are anonymous, this browser keeps no
   * history, nothing but purchases is sent, and the API erases what it has of the user. `true` takes it back.
   * @throws as `rails` does, if the API could not be told: call it again
   */
  personalise(wanted: boolean): Promise<void>;
  /** Deletes everything that this browser keeps for the worker, but the choice of `personalise`. */
  forget(): void;
}

export function createClient(options: ClientOptions): Client {
  const { user, onError = (error) => console.warn('curatornet:', error) } = options;
  const memory = openMemory(options.url);
  const send = sender(options, memory);
  const share = shareCalls();
  const history = localHistory(memory);
  const queue = user === undefined ? undefined : eventQueue(user, send, memory, onError);

  const call = <T>(
    path: string,
    { body, personal, signal }: { body?: object; personal?: boolean; signal?: AbortSignal },
  ) =>
    share<T>(
      // What the user did since may change the answer.
      JSON.stringify([path, body, memory.get(`bookmark:${user}`)]),
      (ended) => send<T>({ path, body, personal, signal: ended }),
      signal,
    );

  const optOut = `off:${user ?? ''}`;
  const isOff = () => memory.get(optOut) !== undefined;

  function record({ id = newId(), at = Math.floor(Date.now() / 1000), ...event }: NewEvent) {
    if (isOff() && (!queue || event.kind !== 'purchase')) return Promise.resolve<Outcome>('not-stored');
    if (queue && user !== undefined) return queue.add({ id, at, user, ...event });
    if (event.kind === 'like' || event.kind === 'purchase') history.add(event.item);
    return Promise.resolve<Outcome>('local');
  }

  const client: Client = {
    rails({ signal, history: given, ...page } = {}) {
      const off = isOff();
      if (user !== undefined && given === undefined && !off)
        return call(`/v1/rails?${query({ user, ...page })}`, { personal: true, signal });
      const known = given ?? (off ? [] : history.read());
      if (known.length === 0) return call(`/v1/rails/anonymous?${query(page)}`, { signal });
      return call('/v1/rails', { body: { history: known, ...page }, signal });
    },
    similar: (item, { signal, ...page } = {}) =>
      call(`/v1/items/${encodeURIComponent(item)}/similar?${query(page)}`, { signal }),
    record,
    flush: async () => queue?.flush(),
    history: history.read,
    claimHistory() {
      if (user === undefined) throw new Error('claimHistory() needs a client with a user');
      const items = history.read();
      history.clear();
      return Promise.all(items.map((item) => record({ item, kind: 'like' })));
    },
    async personalise(wanted) {
      if (!wanted) {
        memory.set(optOut, '1');
        history.clear();
        queue?.drop();
      }
      const path = `/v1/users/${encodeURIComponent(user!)}`;
      if (queue) await send({ method: 'PUT', path, body: { personalised: wanted }, personal: true });
      if (wanted) memory.remove(optOut);
    },
    forget() {
      for (const name of memory.names('')) if (!name.startsWith('off:')) memory.remove(name);
    },
  };
  if (queue && typeof document !== 'undefined') {
    addEventListener('pagehide', client.flush);
    // Phones end pages without telling them.
    document.addEventListener('visibilitychange', client.flush);
    addEventListener('online', client.flush);
    // What an earlier page could not send.
    queueMicrotask(client.flush);
  }
  return client;
}

/** 128 random bits. `randomUUID` is missing on pages without HTTPS. */
const newId = () => [...crypto.getRandomValues(new Uint32Array(4))].map((part) => part.toString(36)).join('');

/** A list repeats its parameter. */
function query(options: object): string {
  const pairs = Object.entries(options).flatMap(([name, value]) => [value].flat().map((one) => [name, String(one)]));
  return new URLSearchParams(pairs.filter(([, value]) => value !== 'undefined')).toString();
}
