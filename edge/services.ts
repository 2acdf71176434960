// What the routes depend on. worker.ts creates it once per isolate.
import type { Environment } from './environment.ts';
import type { ServedModels } from './release/served-models.ts';
import type { Database } from './storage/state.ts';

/** The dependencies of the routes. */
export interface Services {
  models: ServedModels;
  database: (env: Environment) => Database;
}
