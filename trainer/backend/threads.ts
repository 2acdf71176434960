// Calls of kernels, shared among threads. A job is a list of calls that do not touch each other's results; whoever is
// free takes the next one. Who takes which changes nothing in the numbers, and the thread that asks works too, so a thread
// that is slow, or has not started yet, holds nobody up.
//
// A ticket, in shared memory, counts the job and the next call in one number. Taking a call is one compare-and-exchange,
// which fails for somebody who still looks at an earlier job.
import { readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { Block, Memory } from './memory.ts';

const NAMES = ['adamStep', 'binary', 'gatherRows', 'gemm', 'pairDifferences', 'poolHistories', 'unary'] as const;
/** Kernels that threads run in parts. */
export type SharedKernel = (typeof NAMES)[number];
/** The others work on one thread, called directly. */
export type Kernels = Record<string, (...numbers: number[]) => number>;
export type Call = [kernel: SharedKernel, ...numbers: number[]];

/** Calls a job may have, and the numbers of one: which kernel, how many arguments, the arguments. */
const MOST_CALLS = 255;
const CALL = 20;
/** Words of the control block: the ticket, how many calls the job has, how many are not done, who sleeps, whether one failed. */
const [TICKET, CALLS, OPEN, ASLEEP, FAILED] = [0, 1, 2, 3, 4];
const WORDS = 16;
const CONTROL_BYTES = 4 * WORDS + 8 * CALL * MOST_CALLS;
/** Looks at the ticket before a thread goes to sleep, some fifty microseconds: the next job is near, and waking takes longer. */
const LOOKS = 50_000;

/** What a thread needs to take part. */
export interface KernelThreadData {
  module: WebAssembly.Module;
  memory: WebAssembly.Memory;
  control: number;
  /** Address of the room that gemm packs its factors in. */
  room: number;
}

/** One thread's side: it takes calls until the job has no more. */
export class KernelThread {
  readonly kernels: Kernels;
  readonly #words: Int32Array;
  readonly #calls: Float64Array;
  readonly #room: number;

  constructor({ module, memory, control, room }: KernelThreadData) {
    this.kernels = new WebAssembly.Instance(module, { env: { memory } }).exports as Kernels;
    this.#words = new Int32Array(memory.buffer, control, WORDS);
    this.#calls = new Float64Array(memory.buffer, control + 4 * WORDS, CALL * MOST_CALLS);
    this.#room = room;
  }

  do([kernel, ...numbers]: Call): void {
    if (kernel === 'gemm') this.kernels.gemm(this.#room, ...numbers);
    else this.kernels[kernel](...numbers);
  }

  /** Works on the job there is, and returns the ticket that it ended with. */
  work(): number {
    for (;;) {
      const ticket = Atomics.load(this.#words, TICKET);
      const next = ticket & MOST_CALLS;
      if (next >= Atomics.load(this.#words, CALLS)) return ticket;
      if (Atomics.compareExchange(this.#words, TICKET, ticket, ticket + 1) !== ticket) continue;
      const at = CALL * next;
      const [name, count] = this.#calls.subarray(at, at + 2);
      try {
        this.do([NAMES[name], ...this.#calls.subarray(at + 2, at + 2 + count)]);
      } catch {
        Atomics.store(this.#words, FAILED, 1);
      }
      if (Atomics.sub(this.#words, OPEN, 1) === 1) Atomics.notify(this.#words, OPEN);
    }
  }

  /** Publishes a job. Only when the last one is done. */
  publish(calls: readonly Call[]): void {
    for (const [i, [kernel, ...numbers]] of calls.entries())
      this.#calls.set([NAMES.indexOf(kernel), numbers.length, ...numbers], CALL * i);
    Atomics.store(this.#words, OPEN, calls.length);
    // A ticket that nobody can take, while the number of calls changes under it.
    const job = ((Atomics.load(this.#words, TICKET) >>> 8) + 1) << 8;
    Atomics.store(this.#words, TICKET, job | MOST_CALLS);
    Atomics.store(this.#words, CALLS, calls.length);
    Atomics.store(this.#words, TICKET, job);
    if (Atomics.load(this.#words, ASLEEP) > 0) Atomics.notify(this.#words, TICKET);
  }

  /** Waits for the calls that others have taken. */
  finish(): void {
    for (let looks = 0; ; looks++) {
      const open = Atomics.load(this.#words, OPEN);
      if (open === 0) break;
      if (looks > LOOKS) Atomics.wait(this.#words, OPEN, open);
    }
    if (Atomics.load(this.#words, FAILED)) throw new Error('a kernel failed on one of its threads');
  }

  /** Waits for another ticket. */
  rest(ticket: number): void {
    for (let looks = 0; looks < LOOKS; looks++) if (Atomics.load(this.#words, TICKET) !== ticket) return;
    Atomics.add(this.#words, ASLEEP, 1);
    Atomics.wait(this.#words, TICKET, ticket);
    Atomics.sub(this.#words, ASLEEP, 1);
  }
}

export class Threads {
  readonly count: number;
  readonly kernels: Kernels;
  readonly #hand: KernelThread;
  readonly #workers: Worker[];

  private constructor(hand: KernelThread, workers: Worker[]) {
    this.count = workers.length + 1;
    this.kernels = hand.kernels;
    this.#hand = hand;
    this.#workers = workers;
  }

  /** @param count threads in all, this one among them; with 1 there are no workers */
  static async start(memory: Memory, count: number): Promise<Threads> {
    const module = new WebAssembly.Module(readFileSync(new URL('kernels.wasm', import.meta.url)));
    const control = memory.take(CONTROL_BYTES).at;
    const seat = (room: Block) => ({ module, memory: memory.wasm, control, room: room.at });
    const { gemmRoom } = new KernelThread(seat({ at: 0, size: 0 })).kernels;
    const hand = new KernelThread(seat(memory.take(gemmRoom())));
    const workers = Array.from({ length: count - 1 }, () => {
      const workerData: KernelThreadData = seat(memory.take(gemmRoom()));
      return new Worker(new URL('worker.ts', import.meta.url), { workerData, execArgv: [] });
    });
    await Promise.all(workers.map(ready));
    return new Threads(hand, workers);
  }

  /** Runs a job to its end. */
  run(calls: readonly Call[]): void {
    if (calls.length === 1 || this.count === 1) for (const call of calls) this.#hand.do(call);
    else {
      this.#hand.publish(calls);
      this.#hand.work();
      this.#hand.finish();
    }
  }

  /** Ends the workers; without it they end with the process. */
  async stop(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }
}

/** A worker that keeps no process alive, once it says that it is there. */
function ready(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.once('error', reject);
    worker.once('message', () => {
      worker.unref();
      resolve();
    });
  });
}
