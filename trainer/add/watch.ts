// Watches a folder and adds the pictures that appear there, when they are completely written. It looks again and again,
// because the notifications of network folders cannot be relied on.
import { readdir, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { InputError } from '@curatornet/shared/errors.ts';
import type { Embedder } from '../embed/embedder.ts';
import { BrokenPicture, readPicture } from '../pictures/decode.ts';
import { EXTENSIONS } from '../pictures/find.ts';
import { say } from '../progress.ts';
import { type Added, addPictures, type ItemDetails, idOf, type Skipped } from './add.ts';
import type { Store } from './store.ts';

/** How often it looks, in milliseconds. A file that did not change in between is complete. */
const LOOK_MS = 500;

class Watch {
  readonly #folder: string;
  /** Size and time of each file when it was last seen. */
  readonly #last = new Map<string, string>();
  /** Of each file that was returned. */
  readonly #done = new Map<string, string>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** The pictures that are new or changed, and as they were at the last look. @throws InputError `missing` */
  async look(): Promise<string[]> {
    const names = await readdir(this.#folder).catch((cause) => {
      throw new InputError('missing', 'the folder cannot be read', {
        where: this.#folder,
        how: 'name a folder',
        cause,
      });
    });
    const complete: string[] = [];
    for (const name of names.sort()) {
      if (name.startsWith('.') || !EXTENSIONS.includes(extname(name).toLowerCase())) continue;
      const path = join(this.#folder, name);
      const found = await stat(path).catch(() => undefined);
      if (!found?.isFile()) continue;
      const state = `${found.size} ${found.mtimeMs}`;
      if (this.#last.get(path) === state && this.#done.get(path) !== state) complete.push(path);
      this.#last.set(path, state);
    }
    return complete;
  }

  /** Notes that a picture was dealt with. */
  done(path: string): void {
    const state = this.#last.get(path);
    if (state !== undefined) this.#done.set(path, state);
  }
}

/**
 * Adds the pictures of a folder until `ended`. Those that the store has already are passed over.
 * @throws InputError `missing` if the folder cannot be read
 */
export async function watchFolder(
  store: Store,
  embedder: Embedder,
  folder: string,
  details: ItemDetails,
  ended: Promise<void>,
  report: (one: Added | Skipped) => void,
): Promise<(Added | Skipped)[]> {
  const watch = new Watch(folder);
  const results: (Added | Skipped)[] = [];
  let running = true;
  const end = ended.then(() => {
    running = false;
  });
  await watch.look();
  for (;;) {
    await Promise.race([pause(LOOK_MS), end]);
    if (!running) return results;
    const paths = await watch.look();
    try {
      const fresh: string[] = [];
      for (const path of paths)
        if (await isMissing(store, path)) fresh.push(path);
        else watch.done(path);
      for await (const one of addPictures(store, embedder, fresh, details)) {
        watch.done(one.path);
        results.push(one);
        report(one);
      }
    } catch (error) {
      if (!(error instanceof InputError)) throw error;
      // The worker may be back at the next look.
      say(error.message);
    }
  }
}

/** Whether the store lacks the item of a picture. A broken one is not known there; addPictures says why. */
async function isMissing(store: Store, path: string): Promise<boolean> {
  try {
    const { digest } = await readPicture(path);
    return (await store.digestOf(idOf(path, digest))) !== digest;
  } catch (error) {
    if (error instanceof BrokenPicture) return true;
    throw error;
  }
}
