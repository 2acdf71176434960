// `curatornet recommend`: what to send to many users, in their order, into one file. Several are asked for at a time. Interrupted
// and run again, it goes on.
import { progress, say } from '../progress.ts';
import type { Recommendation } from './recommendation.ts';
import { PartialResult, type Summary } from './result.ts';

/** Users that are asked for at the same time. */
const AT_ONCE = 8;

export interface Recommended extends Summary {
  /** Users that an earlier command had asked for. */
  resumed: number;
  out: string;
}

export interface RecommendOptions {
  users: readonly string[];
  out: string;
  /** The digest of all that the result depends on. */
  what: string;
  of: (user: string) => Promise<Recommendation>;
}

/** @throws InputError of `of`; what was written stays, and the same command goes on after it */
export async function recommend({ users, out, what, of }: RecommendOptions): Promise<Recommended> {
  const result = await PartialResult.open(out, what);
  const resumed = result.done;
  try {
    if (resumed > 0) say(`going on after ${resumed.toLocaleString('en')} users of an earlier command`);
    const shown = progress('recommend', users.length, 'users', { from: resumed });
    for await (const user of inOrder(users.slice(resumed), of)) {
      await result.add(user);
      shown.update(result.done);
    }
    shown.end();
    return { ...(await result.finish(out)), resumed, out };
  } finally {
    await result.close();
  }
}

/** The results of some work in the order of its inputs, several under way at a time. */
async function* inOrder<T, R>(inputs: Iterable<T>, work: (input: T) => Promise<R>): AsyncGenerator<R> {
  const under: Promise<R>[] = [];
  for (const input of inputs) {
    const begun = work(input);
    // It is awaited in its turn.
    begun.catch(() => {});
    under.push(begun);
    if (under.length === AT_ONCE) yield await under.shift()!;
  }
  for (const begun of under) yield await begun;
}
