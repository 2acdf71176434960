// The worker: the API over this isolate's model store and D1.
import { createApp } from './app.ts';
import { d1Database } from './database.ts';
import { ModelStore } from './model/store.ts';

export default createApp({ models: new ModelStore(), database: ({ DB }) => d1Database(DB) });
