// The worker: the API over this isolate's model store and D1.
import { createApp } from './app.ts';
import { ServedModels } from './release/served-models.ts';
import { d1Database } from './storage/state.ts';

export default createApp({ models: new ServedModels(), database: ({ DB }) => d1Database(DB) });
