// What `GET /metrics` shows, each with its labels. Labels have few values, all of them the worker's own words: never a user, an
// item or anything that a request contains. counters.ts counts, storage/monitoring.ts adds up, exposition.ts writes.

import { IMPRESSION, KINDS } from '@curatornet/shared/kinds.ts';
import { RAILS } from '@curatornet/shared/rails-config.ts';

/** A metric in Prometheus' sense. */
export interface Monitored {
  name: `curatornet_${string}`;
  type: 'counter' | 'histogram' | 'gauge';
  labels: readonly string[];
  help: string;
  /** Values of the labels that are shown as 0 before anything is counted: the increase to 1 would go unnoticed otherwise. */
  zeros?: readonly (readonly string[])[];
}

/** Counted in each isolate, and added up over all of them. */
export const COUNTED = {
  requests: {
    name: 'curatornet_requests_total',
    type: 'counter',
    labels: ['route', 'method', 'status'],
    help: 'Requests that the worker answered, not those that a cache in front of it answered. The route of an unknown path is none.',
  },
  degraded: {
    name: 'curatornet_degraded_answers_total',
    type: 'counter',
    labels: ['route', 'method'],
    help: 'Successful answers that were out of date or lacked items, because storage or a shard failed.',
  },
  requestWait: {
    name: 'curatornet_request_wait_seconds',
    type: 'histogram',
    labels: ['route', 'method'],
    help: "Time from a request to its answer by the worker's clock. On Cloudflare the clock stands still while the worker computes, so it is the time that the request waited.",
  },
  storageWait: {
    name: 'curatornet_storage_wait_seconds',
    type: 'histogram',
    labels: [],
    help: 'Time that a request that needs the catalogue waited for D1 or a relay.',
  },
  rails: {
    name: 'curatornet_rails_total',
    type: 'counter',
    labels: ['rail'],
    help: 'Rails in answers of the API, by their kind.',
    zeros: RAILS.map((rail) => [rail]),
  },
  events: {
    name: 'curatornet_events_total',
    type: 'counter',
    labels: ['kind', 'outcome'],
    help: 'New events by kind and outcome, impressions included; a repeated one is not counted again.',
    zeros: [
      ...['bought', 'late', 'not-for-sale', 'recorded'].map((outcome) => ['purchase', outcome]),
      ...KINDS.filter((kind) => kind !== 'purchase').map((kind) => [kind, 'recorded']),
      [IMPRESSION, 'recorded'],
    ],
  },
} as const satisfies Record<string, Monitored>;
export type Counted = keyof typeof COUNTED;

/** Read from D1 at each scrape. */
export const STORED = {
  catalogueRevision: {
    name: 'curatornet_catalogue_revision',
    type: 'gauge',
    labels: [],
    help: 'Revision of the catalogue: each change of an item takes the next one.',
  },
  snapshotRevision: {
    name: 'curatornet_snapshot_revision',
    type: 'gauge',
    labels: [],
    help: 'Revision up to which the latest snapshot of the champion holds the changes of items.',
  },
  deploymentRevision: {
    name: 'curatornet_deployment_revision',
    type: 'gauge',
    labels: [],
    help: 'Revision of the deployments: the id of the last switch.',
  },
  model: {
    name: 'curatornet_model_info',
    type: 'gauge',
    labels: ['role', 'version'],
    help: 'Always 1; the labels name the versions that are deployed.',
  },
  canaryPercent: {
    name: 'curatornet_canary_percent',
    type: 'gauge',
    labels: [],
    help: 'Share of the visitors that the candidate serves, in percent; 0 without a canary.',
  },
  canarySince: {
    name: 'curatornet_canary_start_timestamp_seconds',
    type: 'gauge',
    labels: [],
    help: 'When the running canary began; missing without one.',
  },
  lastEvent: {
    name: 'curatornet_last_event_timestamp_seconds',
    type: 'gauge',
    labels: [],
    help: 'Latest time of an event in D1, impressions and times in the future apart; missing without events.',
  },
  pictures: {
    name: 'curatornet_pictures',
    type: 'gauge',
    labels: ['state'],
    help: 'Uploaded pictures that wait for the encoder, and those on which it gave up (dead). 10000 stands for more.',
  },
  relayLeases: {
    name: 'curatornet_relay_leases',
    type: 'gauge',
    labels: [],
    help: "Relays that may answer in D1's place.",
  },
} as const satisfies Record<string, Monitored>;
export type Stored = keyof typeof STORED;

/** What the isolate that answers the scrape knows: each scrape may meet another one. */
export const LOCAL = {
  itemsForSale: {
    name: 'curatornet_isolate_items_for_sale',
    type: 'gauge',
    labels: [],
    help: 'Items for sale, as the isolate that answers the scrape knows them; missing without a model.',
  },
  isolateDegraded: {
    name: 'curatornet_isolate_degraded',
    type: 'gauge',
    labels: [],
    help: '1 if the isolate that answers the scrape serves another version than the deployed one, or lacks changes or items.',
  },
} as const satisfies Record<string, Monitored>;

/** Everything that is shown. */
export const MONITORED: readonly Monitored[] = [COUNTED, STORED, LOCAL].flatMap((some) =>
  Object.values<Monitored>(some),
);

/** Upper bounds of the buckets of histograms, in seconds. */
export const BOUNDS_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] as const;
