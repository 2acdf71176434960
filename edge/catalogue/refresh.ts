// Brings a catalogue up to date: applies the changes that were read from D1, and computes the vectors of new items.
import type { R2Bucket } from '@cloudflare/workers-types';
import { atMost } from '../storage/deadline.ts';
import type { Database, State } from '../storage/state.ts';
import type { Catalogue } from './catalogue.ts';
import { embedPending } from './embed.ts';

/** How long an answer waits for the vectors of new items. */
const EMBED_MS = 2_000;
/** How long to wait before trying again after that failed. */
const EMBED_RETRY_MS = 5_000;

/** Applies the changes in `state`, and reads missing ones from D1. @returns whether the catalogue is up to date */
export async function bringUpToDate(
  catalogue: Catalogue,
  state: State,
  { db, bucket, replica }: { db: Database; bucket: R2Bucket; replica: boolean },
): Promise<boolean> {
  let complete = false;
  try {
    // A catalogue that was just loaded may be at an earlier revision than the one D1 was asked for.
    complete = catalogue.take(state);
    while (!complete) {
      const { revision: since, featuresRevision: featuresSince } = catalogue;
      complete = catalogue.take(await db.read({ since, featuresSince, replica }));
    }
    if (catalogue.pending.size === 0) return true;
    if (Date.now() < catalogue.retryEmbeddingAt) return false;
    await atMost(EMBED_MS, embedPending(catalogue, bucket));
  } catch (error) {
    console.error('the catalogue cannot be brought up to date:', error);
  }
  if (catalogue.pending.size > 0) catalogue.retryEmbeddingAt = Date.now() + EMBED_RETRY_MS;
  return complete && catalogue.pending.size === 0;
}
