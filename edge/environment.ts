// The worker's bindings and variables, which wrangler.toml declares, and its secrets.
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
  /** Uploaded pictures, each under its digest. */
  PICTURES: R2Bucket;
  /** Relays, and in which regions there are any: relay/regions.ts. Without a region, requests ask D1. */
  RELAY?: DurableObjectNamespace;
  RELAYS?: string;
  /** Seconds for which a relay may answer without asking D1: relay/lease.ts. */
  RELAY_LEASE?: string;
  /** Shards of models with more items than SHARD_ITEMS: shards/layout.ts. */
  SHARD?: DurableObjectNamespace;
  SHARD_ITEMS?: string;
  /** Public keys whose signatures on models count, in base64, separated by commas: model/trust.ts. */
  MODEL_KEYS?: string;
  /** `accept` serves unsigned models: for development only. */
  UNSIGNED_MODELS?: string;
  /** The public key for pages and apps: http/access.ts. A missing or invalid key grants nothing: http/keys.ts. */
  STOREFRONT_KEY?: string;
  SERVICE_KEY?: string;
  DEPLOY_KEY?: string;
  /** `on` serves the demonstration pages of edge/storefront, which identify visitors by a cookie, without passwords. */
  STOREFRONT?: string;
  /** The secret that signs user tokens. */
  TOKEN_SECRET?: string;
  /** `allow` lets a purchase sent with a user token sell the item; otherwise it is an intent: storage/events.ts. */
  TOKEN_PURCHASES?: string;
  /** Which kinds of events count for histories, and after how many ignored impressions an item goes: storage/feedback.ts. */
  FEEDBACK_WEIGHTS?: string;
  IMPRESSIONS_MOST?: string;
  /** The number of days for which late retries of an erased user's events are ignored: storage/tombstones.ts. */
  TOMBSTONE_DAYS?: string;
  /** The number of days for which events are kept; empty for ever: storage/retention.ts. */
  EVENTS_DAYS?: string;
  /** Which click a purchase is credited to: storage/attribution-rule.ts. */
  ATTRIBUTION_DAYS?: string;
  ATTRIBUTION_RULE?: string;
  /** The allowed origins, separated by commas, or `*`. */
  CORS_ORIGINS?: string;
  /** The rate limiter, per user or address; if it is not bound, requests are not limited. */
  LIMITER?: RateLimit;
  /** The period of LIMITER in seconds, 60 by default: the Retry-After of a 429. */
  RATE_LIMIT_PERIOD?: string;
  /** `on` counts answers for `GET /metrics`: monitoring/count.ts. */
  METRICS?: string;
  /** If bound, gets a data point per request. */
  ANALYTICS?: AnalyticsEngineDataset;
  /** The seconds that a shared cache may keep anonymous answers: http/caching.ts. */
  SHARED_MAX_AGE?: string;
  SHARED_STALE?: string;
  /** `on` lets Cloudflare's Workers Cache keep that for longer and purges it: http/shared-cache.ts. */
  WORKERS_CACHE?: string;
}
