// Work for all cores: jobs go to worker threads, a few ahead of each, and answers come back as they are ready. An answer
// depends on its job alone, so the number of threads changes the time, the order, and nothing else.
import { availableParallelism } from 'node:os';
import { parentPort, Worker } from 'node:worker_threads';
import { InputError } from '@curatornet/shared/errors.ts';

/** Threads that a tfjs backend takes at most. */
export const MOST_THREADS = 64;

/** Jobs that wait with a thread, so that it reads one file while it computes on another. */
const AHEAD = 2;

interface ThreadOptions {
  /** All cores by default. */
  threads?: number;
  /** What every thread has as its `workerData`. */
  data?: unknown;
}

/**
 * Hands `jobs` to threads that run `script`, and yields the answers as they come.
 * @param script a module that calls `answer`
 * @throws whatever a thread throws; the others are ended
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

/** In a thread: answers every job that comes. An error ends the thread, and `onThreads` with it. */
export function answer<J, A>(work: (job: J) => A | Promise<A>): void {
  parentPort!.on('message', async (job: J) => parentPort!.postMessage(await work(job)));
}

/**
 * Reads --threads.
 * @returns undefined where it is not given
 */
export function parseThreads(text: string | undefined, most: number): number | undefined {
  if (text === undefined) return undefined;
  const threads = Number(text);
  if (!/^\d+$/.test(text) || threads < 1 || threads > most)
    throw new InputError('usage', `--threads ${text} is not a whole number between 1 and ${most}`, {
      how: 'leave it out for one a core',
    });
  return threads;
}
