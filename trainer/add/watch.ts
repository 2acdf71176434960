// Watches a folder: finds pictures that are new and completely written. It looks again and again, because the notifications
// of network folders cannot be relied on.
import { readdir, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { InputError } from '@curatornet/shared/errors.ts';
import { EXTENSIONS } from '../pictures/find.ts';

/** How often it looks, in milliseconds. A file that did not change in between is complete. */
export const LOOK_MS = 500;

export class Watch {
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
