// Distributes kernel calls over threads. A job is a list of independent calls; each free thread takes the next one, the
// calling thread included, so a thread that is slow or still starting delays nothing. Results do not depend on which
// thread executes which call.
//
// A ticket in shared memory combines the job number and the index of the next call. A thread takes a call by one
// compare-and-exchange, which fails if the thread read the ticket of an earlier job.
import { readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import type { Block, Memory } from './memory.ts';

const NAMES = ['adamStep', 'binary', 'gatherRows', 'gemm', 'pairDifferences', 'poolHistories', 'unary'] as const;
/** Kernels that may be split among threads. */
export type SharedKernel = (typeof NAMES)[number];
/** All kernels; those that are not in NAMES are called directly on one thread. */
export type Kernels = Record<string, (...numbers: number[]) => number>;
export type KernelCall = [kernel: SharedKernel, ...numbers: number[]];

/** The most calls per job, and the length of a call's record: kernel index, number of arguments, the arguments. */
const MOST_CALLS = 255;
const CALL = 20;
/** Words of the control block: the ticket, calls in the job, calls not done, sleeping threads, whether a call failed. */
const [TICKET, CALLS, OPEN, ASLEEP, FAILED] = [0, 1, 2, 3, 4];
const WORDS = 16;
const CONTROL_BYTES = 4 * WORDS + 8 * CALL * MOST_CALLS;
/** Polls of the ticket before a thread sleeps, about 50 microseconds: the next job usually comes before, and waking is slow. */
const LOOKS = 50_000;

/** The workerData of a thread. */
export interface KernelThreadData {
  module: WebAssembly.Module;
  memory: WebAssembly.Memory;
  control: number;
  /** Address of the thread's buffer for gemm's packed factors. */
  room: number;
}

/** Executes calls on one thread until the job has no more. */
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

  do([kernel, ...numbers]: KernelCall): void {
    if (kernel === 'gemm') this.kernels.gemm(this.#room, ...numbers);
    else this.kernels[kernel](...numbers);
  }

  /** Executes calls of the current job; returns the ticket at which the job had none left. */
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

  /** Publishes a job. The previous job must be done. */
  publish(calls: readonly KernelCall[]): void {
    for (const [i, [kernel, ...numbers]] of calls.entries())
      this.#calls.set([NAMES.indexOf(kernel), numbers.length, ...numbers], CALL * i);
    Atomics.store(this.#words, OPEN, calls.length);
    // An exhausted ticket, so that no thread takes a call while the number of calls changes.
    const job = ((Atomics.load(this.#words, TICKET) >>> 8) + 1) << 8;
    Atomics.store(this.#words, TICKET, job | MOST_CALLS);
    Atomics.store(this.#words, CALLS, calls.length);
    Atomics.store(this.#words, TICKET, job);
    if (Atomics.load(this.#words, ASLEEP) > 0) Atomics.notify(this.#words, TICKET);
  }

  /** Waits for the calls that other threads have taken. */
  finish(): void {
    for (let looks = 0; ; looks++) {
      const open = Atomics.load(this.#words, OPEN);
      if (open === 0) break;
      if (looks > LOOKS) Atomics.wait(this.#words, OPEN, open);
    }
    if (Atomics.load(this.#words, FAILED)) throw new Error('a kernel failed on one of its threads');
  }

  /** Waits until the ticket changes. */
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

  /** @param count number of threads including the calling one; 1 starts no workers */
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

  /** Executes a job and waits for its end. */
  run(calls: readonly KernelCall[]): void {
    if (calls.length === 1 || this.count === 1) for (const call of calls) this.#hand.do(call);
    else {
      this.#hand.publish(calls);
      this.#hand.work();
      this.#hand.finish();
    }
  }

  /** Ends the workers; otherwise they end with the process. */
  async stop(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }
}

/** Waits until a worker has started, then lets the process exit without waiting for it. */
function ready(worker: Worker): Promise<void> {
  return new Promise((resolve, reject) => {
    worker.once('error', reject);
    worker.once('message', () => {
      worker.unref();
      resolve();
    });
  });
}
