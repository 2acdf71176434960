// Ids for events of a file that has none: the digest of an event's contents, so that sending a file again records nothing
// twice. A user may buy the same item twice at the same time: such events are counted.
import { createHash } from 'node:crypto';

/** What an id is made of. */
export interface EventContents {
  user: string;
  item: string;
  kind: string;
  /** Seconds since 1970. */
  at?: number;
}

const DIGITS = 32;
/** Of the digest of the contents, the part that tells contents apart: 52 bits, exact as a number. */
const KEY_DIGITS = 13;

export class EventIds {
  readonly #seen = new Counts();

  /** The id of the next event of the file. */
  next({ user, item, kind, at }: EventContents): string {
    const contents = JSON.stringify([user, item, kind, at]);
    const nth = this.#seen.add(Number.parseInt(digest(contents).slice(0, KEY_DIGITS), 16));
    return `import:${digest(`${nth} ${contents}`).slice(0, DIGITS)}`;
  }
}

const digest = (text: string) => createHash('sha256').update(text).digest('hex');

/** How often each number came: open addressing in typed arrays, 12 bytes a slot, for millions of events. */
class Counts {
  #keys = new Float64Array(1024);
  /** 0 marks an empty slot. */
  #counts = new Uint32Array(1024);
  #size = 0;

  /** Counts a number. @returns how often it came before */
  add(key: number): number {
    if (this.#size * 2 > this.#keys.length) this.#grow();
    const slot = this.#slotOf(key);
    if (this.#counts[slot] === 0) this.#size++;
    this.#keys[slot] = key;
    return this.#counts[slot]++;
  }

  #slotOf(key: number): number {
    const mask = this.#keys.length - 1;
    let slot = key % this.#keys.length;
    while (this.#counts[slot] > 0 && this.#keys[slot] !== key) slot = (slot + 1) & mask;
    return slot;
  }

  #grow(): void {
    const [keys, counts] = [this.#keys, this.#counts];
    this.#keys = new Float64Array(keys.length * 2);
    this.#counts = new Uint32Array(keys.length * 2);
    for (const [at, count] of counts.entries()) {
      if (count === 0) continue;
      const slot = this.#slotOf(keys[at]);
      this.#keys[slot] = keys[at];
      this.#counts[slot] = count;
    }
  }
}
