// Events on their way to the API. Each is kept under its id until the API has answered, so that it survives its page: the
// next page sends it again, and the id makes sure that it counts once. A beacon could not carry the user's token; a fetch
// with `keepalive` outlives its page, too.
import type { Memory } from './memory.ts';
import { CuratorError, type Send } from './request.ts';
import type { Event, EventsResponse, Outcome } from './types.ts';

export interface EventQueue {
  /** Keeps an event, and sends it soon. @returns its outcome; rejected if it was refused, or if it could not be sent yet */
  add(event: Event): Promise<Outcome>;
  /** Sends all that is kept. */
  flush(): Promise<void>;
  /** Gives up what is no purchase. */
  drop(): void;
}

/** These wait for others; what changes the visitor's rails does not. */
const UNHURRIED: readonly Event['kind'][] = ['click', 'view', 'impression'];
const DELAY_MS = 1000;
/** A request that outlives its page may be 64 KiB long; this many of the longest events are shorter. */
const BATCH = 32;
/** Of more events than these the oldest are given up, impressions before others. */
const MOST_KEPT = 500;
const KEPT = 'event:';

interface Waiting {
  resolve(outcome: Outcome): void;
  reject(error: unknown): void;
}

export function eventQueue(user: string, send: Send, memory: Memory, onError: (error: unknown) => void): EventQueue {
  const waiting = new Map<string, Waiting>();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let delivery: Promise<void> | undefined;

  /** The user's events that are kept, the oldest first. */
  const kept = (): Event[] =>
    memory
      .names(KEPT)
      .flatMap((name) => parsed(memory.get(name)))
      .filter((event) => event.user === user)
      .sort((a, b) => a.at! - b.at!);

  /** Ends an event: its caller learns how. */
  function settle(id: string, end: (caller: Waiting) => void): void {
    memory.remove(KEPT + id);
    const caller = waiting.get(id);
    waiting.delete(id);
    if (caller) end(caller);
  }

  async function sendBatch(events: Event[]): Promise<void> {
    try {
      const { outcomes } = await send<EventsResponse>({
        path: '/v1/events',
        body: { events },
        personal: true,
        keepalive: true,
      });
      for (const [place, { id }] of events.entries()) settle(id, ({ resolve }) => resolve(outcomes[place].outcome));
    } catch (error) {
      if (!(error instanceof CuratorError) || ![400, 422].includes(error.problem.status)) throw error;
      // The API records all or none, and names the events that are wrong. The others are sent again.
      const named = new Set(error.problem.errors?.map(({ at }) => events[Number(at.split('.')[1])]?.id));
      const wrong = events.filter(({ id }) => named.size === 0 || named.has(id));
      onError(error);
      for (const { id } of wrong.length > 0 ? wrong : events) settle(id, ({ reject }) => reject(error));
    }
  }

  async function deliver(): Promise<void> {
    for (;;) {
      const surplus = kept()
        .sort((a, b) => Number(b.kind === 'impression') - Number(a.kind === 'impression'))
        .slice(0, -MOST_KEPT);
      for (const { id } of surplus)
        settle(id, ({ reject }) => reject(new Error(`more than ${MOST_KEPT} events are waiting`)));
      const events = kept();
      if (events.length === 0) return;
      await sendBatch(events.slice(0, BATCH));
    }
  }

  async function flush(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    // What was added since a delivery began may have come too late for it.
    await delivery;
    delivery ??= deliver()
      .catch((error) => {
        onError(error);
        // They stay kept: the next flush sends them.
        for (const { reject } of waiting.values()) reject(error);
        waiting.clear();
      })
      .finally(() => {
        delivery = undefined;
      });
    return delivery;
  }

  return {
    flush,
    drop() {
      for (const { id, kind } of kept()) if (kind !== 'purchase') settle(id, ({ resolve }) => resolve('not-stored'));
    },
    add(event) {
      memory.set(KEPT + event.id, JSON.stringify(event));
      const outcome = new Promise<Outcome>((resolve, reject) => waiting.set(event.id, { resolve, reject }));
      // Whoever does not wait for it hears of errors by onError.
      outcome.catch(() => {});
      if (UNHURRIED.includes(event.kind)) timer ??= setTimeout(flush, DELAY_MS);
      else queueMicrotask(flush);
      return outcome;
    },
  };
}

/** An event that was kept; none if it cannot be read. */
function parsed(text: string | undefined): Event[] {
  try {
    return [JSON.parse(text!) as Event];
  } catch {
    return [];
  }
}
