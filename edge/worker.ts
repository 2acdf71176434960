// The worker's entry point: the application with this isolate's models and D1.
import { createApp } from './app.ts';
import { Databases } from './relay/databases.ts';
import { ServedModels } from './release/served-models.ts';

// The runtime finds the class of a Durable Object among the worker's exports.
export { Relay } from './relay/relay.ts';

const { open: database, d1 } = new Databases();
export default createApp({ models: new ServedModels(), database, d1 });
