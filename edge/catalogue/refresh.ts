// What D1 told -> a catalogue that knows it, with a vector for every item that has features.
import type { R2Bucket } from '@cloudflare/workers-types';
import { atMost } from '../storage/deadline.ts';
import type { Database, State } from '../storage/state.ts';
import type { Catalogue } from './catalogue.ts';
import { embedPending } from './embed.ts';

/** How long new items may hold an answer up. */
const EMBED_MS = 2_000;
/** How long they are left alone where that failed. */
const REST_MS = 5_000;

/** Applies what D1 told, and asks for what it lacks. @returns whether the catalogue has all of it */
export async function bringUpToDate(
  catalogue: Catalogue,
  { since, changes, more }: State,
  { db, bucket, replica }: { db: Database; bucket: R2Bucket; replica: boolean },
): Promise<boolean> {
  try {
    // A catalogue that has just been loaded knows less than the one for which D1 was asked.
    while (since > catalogue.revision || more) {
      if (since <= catalogue.revision) catalogue.apply(changes);
      ({ since, changes, more } = await db.read({ since: catalogue.revision, replica }));
    }
    catalogue.apply(changes);
    if (catalogue.pending.size === 0) return true;
    if (Date.now() < catalogue.restUntil) return false;
    await atMost(EMBED_MS, embedPending(catalogue, bucket));
  } catch (error) {
    console.error('the catalogue cannot be brought up to date:', error);
  }
  if (catalogue.pending.size > 0) catalogue.restUntil = Date.now() + REST_MS;
  return since <= catalogue.revision && !more && catalogue.pending.size === 0;
}
