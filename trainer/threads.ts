// Distributes jobs over worker threads and yields their answers as they finish. An answer depends only on its job, so
// the number of threads changes only the time and the order.
import { availableParallelism } from 'node:os';
import { parentPort, Worker } from 'node:worker_threads';
import { InputError } from '@curatornet/shared/errors.ts';

/** The most threads of a tfjs backend. */
export const MOST_THREADS = 64;

/** Jobs queued per thread, so that it can read one file while it computes on another. */
const AHEAD = 2;

interface ThreadOptions {
  /** Default: one per core. */
  threads?: number;
  /** Available in every thread as its `workerData`. */
  data?: unknown;
}

/**
 * Runs `jobs` on threads that execute `script`, and yields the answers in the order in which they finish.
 * @param script a module that calls `answer`
 * @throws the error of a thread; all other threads are ended
 */
export async function* onThreads<J, A>(
  script: URL,
  jobs: readonly J[],
  { threads = availableParallelism(), data }: ThreadOptions = {},
): AsyncGenerator<A> {
  const workers = Array.from(
    { length: Math.min(threads, jobs.length) },
    () => new Worker(script, { workerData: data }),
  );
  const ready: A[] = [];
  let failed: { error: unknown } | undefined;
  let wake = () => {};
  let next = 0;
  const give = (worker: Worker) => {
    if (next < jobs.length) worker.postMessage(jobs[next++]);
  };
  for (const worker of workers) {
    worker.on('message', (message: A) => {
      ready.push(message);
      give(worker);
      wake();
    });
    worker.on('error', (error) => {
      failed = { error };
      wake();
    });
    for (let i = 0; i < AHEAD; i++) give(worker);
  }
  try {
    for (let done = 0; done < jobs.length; ) {
      if (ready.length === 0 && !failed)
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      if (failed) throw failed.error;
      for (const one of ready.splice(0)) {
        done++;
        yield one;
      }
    }
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

/** Called in a thread: answers every job it receives. An error ends the thread and makes `onThreads` throw. */
export function answer<J, A>(work: (job: J) => A | Promise<A>): void {
  parentPort!.on('message', async (job: J) => parentPort!.postMessage(await work(job)));
}

/** A copy of an array in memory that threads share. */
export function shared<A extends Float32Array | Uint8Array>(values: A): A {
  const View = values.constructor as new (buffer: SharedArrayBuffer) => A;
  const copy = new View(new SharedArrayBuffer(values.byteLength));
  copy.set(values);
  return copy;
}

/**
 * Parses --threads.
 * @returns undefined if it is not given
 */
export function parseThreads(text: string | undefined, most: number): number | undefined {
  if (text === undefined) return undefined;
  const threads = Number(text);
  if (!/^\d+$/.test(text) || threads < 1 || threads > most)
    throw new InputError('usage', `--threads ${text} must be an integer between 1 and ${most}`, {
      how: 'omit it to use one per core',
    });
  return threads;
}
