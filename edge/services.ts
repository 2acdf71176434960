// What the routes depend on. worker.ts creates it once per isolate.
import type { Environment } from './environment.ts';
import type { Exposures } from './experiments/exposures.ts';
import type { ConfigInForce } from './rails/in-force.ts';
import type { Near } from './relay/ask.ts';
import type { ServedModels } from './release/served-models.ts';
import type { Breaker } from './storage/breaker.ts';
import type { Database } from './storage/state.ts';

/** The dependencies of the routes. */
export interface Services {
  models: ServedModels;
  /** The rails config. */
  rails: ConfigInForce;
  /** Of users to experiments. */
  exposures: Exposures;
  database: (env: Environment, near: Near) => Database;
  /** Through which D1 is asked; left out where there is no D1. */
  d1?: Breaker;
}
