// D1 that loses the next write or its answer, once: what a client sees as a 503, whatever became of the write.
import { env } from 'cloudflare:workers';
import type { D1Database, D1PreparedStatement } from '@cloudflare/workers-types';

/** `request`: the write does not arrive. `answer`: it is done, and its answer is lost. */
export type Loss = 'request' | 'answer';

/** All but what happens after the answer: old bundles go, and snapshots of the catalogue are written. */
const WRITES = /^(?!.*\bsnapshots\b).*\b(INSERT INTO|UPDATE|DELETE FROM(?! bundle))\b/s;
const RUNS = ['first', 'run', 'all', 'raw'];

export function losingD1() {
  const real = new WeakMap<D1PreparedStatement, { statement: D1PreparedStatement; writes: boolean }>();
  let next: Loss | undefined;

  async function attempt<T>(writes: boolean, work: () => Promise<T>): Promise<T> {
    if (!writes || !next) return work();
    const loss = next;
    next = undefined;
    if (loss === 'answer') await work();
    throw new Error(`the ${loss} was lost`);
  }
  function wrap(statement: D1PreparedStatement, writes: boolean): D1PreparedStatement {
    const proxy = new Proxy(statement, {
      get(target, name) {
        const value = Reflect.get(target, name);
        if (typeof value !== 'function') return value;
        if (name === 'bind') return (...values: unknown[]) => wrap(target.bind(...values), writes);
        if (!RUNS.includes(String(name))) return value.bind(target);
        return (...args: unknown[]) => attempt(writes, () => value.apply(target, args));
      },
    });
    real.set(proxy, { statement, writes });
    return proxy;
  }
  const DB = new Proxy(env.DB, {
    get(target, name) {
      const value = Reflect.get(target, name);
      if (name === 'prepare') return (sql: string) => wrap(target.prepare(sql), WRITES.test(sql));
      if (name === 'batch')
        return (statements: D1PreparedStatement[]) => {
          const all = statements.map((one) => real.get(one)!);
          const writes = all.some((one) => one.writes);
          return attempt(writes, () => target.batch(all.map(({ statement }) => statement)));
        };
      return typeof value === 'function' ? value.bind(target) : value;
    },
  }) as D1Database;
  return {
    DB,
    /** Loses the next write of `work`. @returns what `work` came to, and whether a write was lost */
    async losing<T>(loss: Loss | undefined, work: () => Promise<T>): Promise<{ result: T; lost: boolean }> {
      next = loss;
      const result = await work();
      const lost = loss !== undefined && next === undefined;
      next = undefined;
      return { result, lost };
    },
  };
}
