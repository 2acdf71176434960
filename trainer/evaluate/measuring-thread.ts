// A thread of the evaluation: measures users by scores that it is given, or by those of a ranker that it opens.
import { parentPort, workerData } from 'node:worker_threads';
import { measureUser, type UserResult } from './measure.ts';
import type { MeasuringData, MeasuringJob } from './measuring-threads.ts';
import type { Ranker } from './ranker.ts';

const { rankers, warm, places } = workerData as MeasuringData;
const opened: (Promise<Ranker> | undefined)[] = [];

async function open(ranker: number): Promise<Ranker> {
  const { module, parts } = rankers[ranker];
  const { openRanker } = (await import(module)) as { openRanker(parts: unknown): Promise<Ranker> };
  return openRanker(parts);
}

async function work({ users, scores, ranker }: MeasuringJob): Promise<UserResult[]> {
  if (scores) {
    const rows = warm.length;
    return users.map((asked, i) => measureUser(scores.subarray(i * rows, (i + 1) * rows), asked, warm, places));
  }
  opened[ranker] ??= open(ranker);
  const own = await opened[ranker];
  const results: UserResult[] = [];
  for (const asked of users) results.push(measureUser(await own.score(asked), asked, warm, places));
  return results;
}

// One job at a time: the scores of a ranker are overwritten by its next call.
let last: Promise<void> = Promise.resolve();
parentPort!.on('message', ({ id, job }: { id: number; job: MeasuringJob }) => {
  last = last.then(async () => parentPort!.postMessage({ id, results: await work(job) }));
});
