// The worker's bindings, as wrangler.toml declares them, and its secrets.
import type {
  AnalyticsEngineDataset,
  D1Database,
  DurableObjectNamespace,
  R2Bucket,
  RateLimit,
} from '@cloudflare/workers-types';

export interface Environment {
  /** Events, items and deployments: shared/schema.ts. */
  DB: D1Database;
  /** Model bundles, each under `<version>/`. */
  MODELS: R2Bucket;
  /** Relays, and in which regions there are any: relay/regions.ts. Without a region, requests ask D1. */
  RELAY?: DurableObjectNamespace;
  RELAYS?: string;
  /** Seconds for which a relay may answer without asking D1: relay/lease.ts. */
  RELAY_LEASE?: string;
  /** Public keys whose signatures on models count, in base64, separated by commas: model/trust.ts. */
  MODEL_KEYS?: string;
  /** `accept` serves models that nobody signed: for a machine on which one tries things out. */
  UNSIGNED_MODELS?: string;
  /** Opens what stands in pages and apps: access.ts. A key that is missing or cannot be used opens nothing: keys.ts. */
  STOREFRONT_KEY?: string;
  SERVICE_KEY?: string;
  DEPLOY_KEY?: string;
  /** `on` serves the pages of edge/storefront beside the API; they know people by a cookie and no password. */
  STOREFRONT?: string;
  /** Signs the tokens of users. */
  TOKEN_SECRET?: string;
  /** `allow` lets a purchase that a user's token sends sell; otherwise it is an intent: storage/events.ts. */
  TOKEN_PURCHASES?: string;
  /** Days for which a late retry of an erased user's events is known: storage/tombstones.ts. */
  TOMBSTONE_DAYS?: string;
  /** Origins whose pages may call, separated by commas, or `*`. */
  CORS_ORIGINS?: string;
  /** Counts the requests of a user or an address; where it is not bound, nobody is held back. */
  LIMITER?: RateLimit;
  /** The period of LIMITER, in seconds, 60 by default: what a 429 says in Retry-After. */
  RATE_LIMIT_PERIOD?: string;
  /** Takes a data point a request, where it is bound. */
  ANALYTICS?: AnalyticsEngineDataset;
  /** Ids of the rails that a page has for somebody with a history, and for somebody without: rails/configured.ts. */
  RAILS?: string;
  RAILS_ANONYMOUS?: string;
  /** Seconds that a shared cache may keep what is the same for everybody: caching.ts. */
  SHARED_MAX_AGE?: string;
  SHARED_STALE?: string;
  /** `on` lets Cloudflare's Workers Cache keep that for longer and purges it: http/shared-cache.ts. */
  WORKERS_CACHE?: string;
}
