// The worker with constants in place of D1, to measure its cost without the local simulator of D1.

import type { D1Database } from '@cloudflare/workers-types';
import { createApp } from '../../edge/app.ts';
import { Exposures } from '../../edge/experiments/exposures.ts';
import { ConfigInForce } from '../../edge/rails/in-force.ts';
import { ServedModels } from '../../edge/release/served-models.ts';
import { UNKNOWN } from '../../edge/storage/history.ts';
import type { HistoryEvent } from '../../shared/history.ts';

// wrangler.toml declares these classes, so the bundle must have them.
export { Relay } from '../../edge/relay/relay.ts';
export { Shard } from '../../edge/shards/shard.ts';

/** The benchmark binds the constants that the database would return. */
interface Constants {
  deployment: { seq: number; version: string };
  history: HistoryEvent[];
}
const constants = (DB: D1Database) => DB as unknown as Constants;

export default createApp({
  models: new ServedModels(),
  rails: new ConfigInForce(),
  exposures: new Exposures(),
  database: ({ DB }) => ({
    known: async () => ({ ...UNKNOWN, history: constants(DB).history }),
    read: async ({ since, featuresSince = since, user }) => {
      const { deployment, history } = constants(DB);
      const known = user === undefined ? UNKNOWN : { ...UNKNOWN, history };
      return { deployment, since, featuresSince, revision: since, changes: [], more: false, ...known };
    },
  }),
});
