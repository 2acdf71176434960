// The worker's bindings, as wrangler.toml declares them.
import type { D1Database, R2Bucket } from '@cloudflare/workers-types';

export interface Environment {
  /** Events and deployments: shared/schema.ts. */
  DB: D1Database;
  /** Model bundles, each under `<version>/`. */
  MODELS: R2Bucket;
  /** Ids of the rails that a page has for somebody with a history, and for somebody without: rails/configured.ts. */
  RAILS?: string;
  RAILS_ANONYMOUS?: string;
  /** Seconds that a shared cache may keep what is the same for everybody: caching.ts. */
  SHARED_MAX_AGE?: string;
  SHARED_STALE?: string;
}
