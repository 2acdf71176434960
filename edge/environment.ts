// The worker's bindings, as wrangler.toml declares them.
import type { D1Database, R2Bucket } from '@cloudflare/workers-types';

export interface Environment {
  /** Events and deployments: shared/schema.ts. */
  DB: D1Database;
  /** Model bundles, each under `<version>/`. */
  MODELS: R2Bucket;
}
