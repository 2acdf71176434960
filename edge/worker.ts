// The worker's entry point: the application with this isolate's models and D1, and what the cron trigger does.
import type { ScheduledController } from '@cloudflare/workers-types';
import { createApp } from './app.ts';
import type { Environment } from './environment.ts';
import { Exposures } from './experiments/exposures.ts';
import { ConfigInForce } from './rails/in-force.ts';
import { Databases } from './relay/databases.ts';
import { ServedModels } from './release/served-models.ts';
import {
  eventSeconds,
  forgetEvents,
  forgetExposures,
  forgetImpressions,
  forgetTombstones,
} from './storage/retention.ts';

// The runtime finds the classes of Durable Objects among the worker's exports.
export { Relay } from './relay/relay.ts';
export { Shard } from './shards/shard.ts';

const { open: database, d1 } = new Databases();
const { fetch } = createApp({
  models: new ServedModels(),
  rails: new ConfigInForce(),
  exposures: new Exposures(),
  database,
  d1,
});

/** Forgets what the store does not keep any longer. */
async function scheduled({ scheduledTime }: ScheduledController, env: Environment): Promise<void> {
  const { DB } = env;
  const now = Math.floor(scheduledTime / 1000);
  const kept = eventSeconds(env);
  const tombstones = await forgetTombstones(DB, now);
  if (tombstones > 0) console.log(JSON.stringify({ tombstones }));
  if (kept === undefined) return;
  const before = now - kept;
  const [impressions, exposures] = [await forgetImpressions(DB, before), await forgetExposures(DB, before)];
  const result = { ...(await forgetEvents(DB, before)), impressions, exposures };
  if (result.forgotten + impressions + exposures > 0) console.log(JSON.stringify(result));
}

export default { fetch, scheduled };
