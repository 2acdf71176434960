// A world in which relays, writers and isolates run on virtual time: one D1, a network that delays, loses, repeats and
// reorders, machines that stop and start again, clocks that differ. Everything follows from a seed.

/** Random numbers in [0, 1): mulberry32. */
export function randomOf(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Virtual time: whatever is due runs in the order of its time, each to its end before the next. */
export class Time {
  now = 0;
  #count = 0;
  /** A binary heap. */
  readonly #queue: Entry[] = [];

  /** @returns what calls it off */
  after(milliseconds: number, act: () => void): () => void {
    const queue = this.#queue;
    const entry: Entry = { at: this.now + Math.max(0, milliseconds), nth: this.#count++, act };
    let place = queue.push(entry) - 1;
    for (let parent = (place - 1) >> 1; place > 0 && before(entry, queue[parent]); parent = (place - 1) >> 1) {
      queue[place] = queue[parent];
      place = parent;
    }
    queue[place] = entry;
    return () => {
      entry.act = undefined;
    };
  }

  sleep = (milliseconds: number) => new Promise<void>((resolve) => this.after(milliseconds, resolve));

  /** What work comes to, or undefined after so many milliseconds. */
  atMost<T>(milliseconds: number, work: Promise<T>): Promise<T | undefined> {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const callOff = this.after(milliseconds, () => resolve(undefined));
    return Promise.race([work, promise]).finally(callOff);
  }

  /** Runs until nothing is left to do, or `stopped` says so. */
  async run(stopped: () => boolean): Promise<void> {
    for (let next = this.#pop(); next && !stopped(); next = this.#pop()) {
      if (!next.act) continue;
      this.now = next.at;
      next.act();
      // All that follows from it without waiting runs first.
      await new Promise(setImmediate);
    }
  }

  #pop() {
    const queue = this.#queue;
    const first = queue[0];
    const last = queue.pop();
    if (!last || queue.length === 0) return first;
    let place = 0;
    for (;;) {
      let child = 2 * place + 1;
      if (child >= queue.length) break;
      if (child + 1 < queue.length && before(queue[child + 1], queue[child])) child++;
      if (!before(queue[child], last)) break;
      queue[place] = queue[child];
      place = child;
    }
    queue[place] = last;
    return first;
  }
}
interface Entry {
  at: number;
  nth: number;
  act: (() => void) | undefined;
}
const before = (a: Entry, b: Entry) => a.at < b.at || (a.at === b.at && a.nth < b.nth);

/** Something that messages are sent to and that may stop. */
export interface Machine {
  name: string;
  /** Until when what arrives waits. */
  stoppedUntil: number;
  /** Counts its starts. */
  generation: number;
}
export const machine = (name: string): Machine => ({ name, stoppedUntil: 0, generation: 0 });

export class Network {
  readonly #time: Time;
  readonly #random: () => number;
  readonly #loss: number;
  /** Between which machines nothing arrives, by `from>to`, and until when. */
  readonly #cuts = new Map<string, number>();

  constructor(time: Time, random: () => number) {
    this.#time = time;
    this.#random = random;
    this.#loss = random() < 0.4 ? 0.12 : 0.01;
  }

  cut(from: Machine, to: Machine, until: number): void {
    this.#cuts.set(`${from.name}>${to.name}`, until);
  }

  /**
   * Has `to` do work, and brings what comes of it. A message may come late, twice, or never. What the work waits for goes on
   * if `from` or `to` starts again meanwhile, but nobody hears of it then.
   * @returns undefined where nothing came within the time
   */
  call<T>(from: Machine, to: Machine, patience: number, work: () => Promise<T> | T): Promise<T | undefined> {
    return this.#time.atMost(patience, this.#message(from, to, work));
  }

  #message<T>(from: Machine, to: Machine, work: () => Promise<T> | T): Promise<T> {
    const asker = from.generation;
    return new Promise((resolve, reject) => {
      const go = async () => {
        const doer = to.generation;
        try {
          const value = await work();
          if (to.generation === doer || this.#random() < 0.5)
            this.#send(to, from, () => from.generation === asker && resolve(value));
        } catch (error) {
          this.#send(to, from, () => from.generation === asker && reject(error));
        }
      };
      this.#send(from, to, go);
      if (this.#random() < 0.05) this.#send(from, to, go);
    });
  }

  #send(from: Machine, to: Machine, arrive: () => void): void {
    const until = this.#cuts.get(`${from.name}>${to.name}`) ?? 0;
    if (this.#time.now < until || this.#random() < this.#loss) return;
    const slow = this.#random() < 0.1 ? 1_500 : 120;
    const deliver = () => {
      if (this.#time.now < to.stoppedUntil) this.#time.after(to.stoppedUntil - this.#time.now, deliver);
      else arrive();
    };
    this.#time.after(3 + this.#random() * slow, deliver);
  }
}

/** A clock that drifts, and is set now and then. */
export class Clock {
  readonly #time: Time;
  readonly #rate: number;
  #offset: number;

  constructor(time: Time, rate: number, offset: number) {
    this.#time = time;
    this.#rate = rate;
    this.#offset = offset;
  }
  read = () => this.#time.now * this.#rate + this.#offset;
  set(step: number): void {
    this.#offset += step;
  }
}
