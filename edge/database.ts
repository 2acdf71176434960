// What a request asks of D1, in one round trip. Written as SQL because the statements are on every request's path; the
// tables are those of shared/schema.ts.
import type { D1Database } from '@cloudflare/workers-types';

/** A version made current; the one with the highest `seq` is in force. */
export interface Deployment {
  seq: number;
  version: string;
}

/** An item of a user's history. */
export interface Known {
  item: string;
  kind: 'purchase' | 'like';
}

export interface Database {
  /** The deployment in force; null where there was none yet. */
  deployment(): Promise<Deployment | null>;
  /** The same, with the items of a user's events in the order in which they became known; repeats included. */
  deploymentAndHistory(user: string): Promise<{ deployment: Deployment | null; history: Known[] }>;
}

const DEPLOYMENT = 'SELECT seq, version FROM deployments ORDER BY seq DESC LIMIT 1';
const HISTORY = 'SELECT item, kind FROM events WHERE user = ?1 ORDER BY seq';

export function d1Database(d1: D1Database): Database {
  return {
    async deployment() {
      return d1.prepare(DEPLOYMENT).first<Deployment>();
    },
    async deploymentAndHistory(user) {
      const [deployments, events] = await d1.batch<Deployment | Known>([
        d1.prepare(DEPLOYMENT),
        d1.prepare(HISTORY).bind(user),
      ]);
      return {
        deployment: (deployments.results[0] as Deployment | undefined) ?? null,
        history: events.results as Known[],
      };
    },
  };
}
