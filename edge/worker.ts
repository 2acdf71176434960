// The worker's entry point: the application with this isolate's models and D1.
import { createApp } from './app.ts';
import { ServedModels } from './release/served-models.ts';
import { d1Database } from './storage/state.ts';

export default createApp({ models: new ServedModels(), database: ({ DB }) => d1Database(DB) });
