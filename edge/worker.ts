// The worker's entry point: the application with this isolate's models and D1.
import { createApp } from './app.ts';
import { Databases } from './relay/databases.ts';
import { ServedModels } from './release/served-models.ts';

// The runtime finds the classes of Durable Objects among the worker's exports.
export { Relay } from './relay/relay.ts';
export { Shard } from './shards/shard.ts';

const { open: database, d1 } = new Databases();
export default createApp({ models: new ServedModels(), database, d1 });
