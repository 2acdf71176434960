// Which items of a rail the visitor has seen: half of the card was visible for a second. Each item of a page is recorded once
// for a client; without a user nothing is sent. rail -> impressions -> client.
import type { Client } from './client.ts';

const HALF = 0.5;
const SEEN_MS = 1000;

/** The items that were recorded since the page was opened. */
const recorded = new WeakMap<Client, Set<string>>();

/**
 * @param cards with the id of their item in `data-item`
 * @returns a function that ends it
 */
export function recordImpressions(cards: readonly HTMLElement[], client: Client): () => void {
  const ending = new AbortController();
  const done = recorded.get(client) ?? new Set<string>();
  recorded.set(client, done);
  const timers = new Map<Element, ReturnType<typeof setTimeout>>();
  const observer = new IntersectionObserver(
    (changes) => {
      for (const { target, intersectionRatio } of changes) {
        clearTimeout(timers.get(target));
        if (intersectionRatio >= HALF)
          timers.set(
            target,
            setTimeout(() => record(target as HTMLElement), SEEN_MS),
          );
      }
    },
    { threshold: HALF },
  );

  function record(card: HTMLElement): void {
    const item = card.dataset.item!;
    observer.unobserve(card);
    if (done.has(item)) return;
    done.add(item);
    // The client reports what cannot be sent.
    client.record({ item, kind: 'impression' }).catch(() => {});
  }

  function stop(): void {
    observer.disconnect();
    for (const timer of timers.values()) clearTimeout(timer);
  }

  /** Nobody sees a page in the background. What is visible when it comes back is observed anew. */
  function watch(): void {
    stop();
    if (document.visibilityState !== 'visible') return;
    for (const card of cards) if (!done.has(card.dataset.item!)) observer.observe(card);
  }

  document.addEventListener('visibilitychange', watch, { signal: ending.signal });
  watch();
  return () => {
    ending.abort();
    stop();
  };
}
