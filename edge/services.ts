// What the routes work with, put together once by the worker.
import type { Environment } from './environment.ts';
import type { ModelStore } from './model/store.ts';
import type { Database } from './storage/state.ts';

/** What the routes work with. */
export interface Services {
  models: ModelStore;
  database: (env: Environment) => Database;
}
