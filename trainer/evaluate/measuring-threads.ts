// Threads that measure users while the calling thread scores for others. Scores go through shared memory; a ranker that can
// run in threads, the served model, is opened in each.
import { Worker } from 'node:worker_threads';
import { shared } from '../threads.ts';
import type { AskedUser, UserResult } from './measure.ts';
import type { ThreadedRanker } from './ranker.ts';

/** The workerData of a thread. */
export interface MeasuringData {
  rankers: readonly ThreadedRanker[];
  /** By row: 1 if it is in a history; shared. */
  warm: Uint8Array;
  /** Length of the top that is measured. */
  places: number;
}

/** Users with their scores [users, rows], in shared memory, or the index of the ranker that scores them. */
export type MeasuringJob = { users: AskedUser[] } & (
  | { scores: Float32Array; ranker?: undefined }
  | { scores?: undefined; ranker: number }
);

/** Score buffers per thread: one is filled while another is measured. */
const BUFFERS = 2;

export class MeasuringThreads {
  readonly count: number;
  readonly #workers: Worker[];
  readonly #waiting = new Map<number, { done: (results: UserResult[]) => void; fail: (error: unknown) => void }>();
  readonly #free: Float32Array[];
  readonly #wanted: ((buffer: Float32Array) => void)[] = [];
  #jobs = 0;
  #failed: { error: unknown } | undefined;

  /** @param size values of a score buffer */
  constructor(count: number, data: MeasuringData, size: number) {
    this.count = count;
    this.#free = Array.from({ length: BUFFERS * count }, () => shared(new Float32Array(size)));
    this.#workers = Array.from({ length: count }, () => {
      const worker = new Worker(new URL('measuring-thread.ts', import.meta.url), { workerData: data });
      worker.on('message', ({ id, results }: { id: number; results: UserResult[] }) => {
        this.#waiting.get(id)!.done(results);
        this.#waiting.delete(id);
      });
      worker.on('error', (error) => {
        this.#failed = { error };
        for (const { fail } of this.#waiting.values()) fail(error);
      });
      return worker;
    });
  }

  /** A free buffer for scores, as soon as there is one; `measure` frees it. */
  buffer(): Promise<Float32Array> {
    const free = this.#free.pop();
    return free ? Promise.resolve(free) : new Promise((resolve) => this.#wanted.push(resolve));
  }

  async measure(job: MeasuringJob): Promise<UserResult[]> {
    if (this.#failed) throw this.#failed.error;
    const id = this.#jobs++;
    const results = new Promise<UserResult[]>((done, fail) => this.#waiting.set(id, { done, fail }));
    this.#workers[id % this.count].postMessage({ id, job });
    try {
      return await results;
    } finally {
      if (job.scores) {
        const next = this.#wanted.shift();
        if (next) next(job.scores);
        else this.#free.push(job.scores);
      }
    }
  }

  async stop(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }
}
