// The leases of relays, in D1, and what a relay or a writer learns of D1 in the same transaction. Times are by D1's clock,
// in milliseconds; they leave here as durations alone.
import type { D1Database, D1PreparedStatement, D1Result } from '@cloudflare/workers-types';
import { within } from './deadline.ts';
import { newerConfig, parseConfig, type StoredConfig } from './rails-config.ts';
import { CATALOGUE_REVISION } from './revision.ts';
import { DEPLOYMENT, type Deployment } from './state.ts';

/** A row of the table of items, as it is stored. */
export interface StoredChange {
  revision: number;
  id: string;
  state: string;
  about: string | null;
  /** Only where they are newer than the revision that was asked for. */
  features: string | null;
  featuresRevision: number | null;
}

/** What D1 knew at one moment: everything after `since`, up to `revision`. */
export interface Update {
  since: number;
  revision: number;
  deployment: Deployment | null;
  /** The rails config in force; undefined before the first. */
  config?: StoredConfig;
  /** By their revisions, ascending. */
  changes: StoredChange[];
}

/** What a relay gets that asks for a lease. */
export interface Grant extends Update {
  /** Whether a lease was recorded: not while the relay is barred. */
  leased: boolean;
}

/** What a writer gets that asks with its write, or after it. */
export interface Announcement {
  update: Update;
  /** The relays that hold a lease, and for how many milliseconds more. */
  holders: { id: string; left: number }[];
}

/** Changes of a grant; a relay that lacks more begins with these. */
const MOST_GRANTED = 250;
/** Changes of an announcement; a relay that lacks more asks D1. */
const MOST_ANNOUNCED = 8;
/** How long a relay is barred that did not answer a writer. */
const BAR_MS = 30_000;
const DEADLINE_MS = 1_500;

const NOW = "CAST(unixepoch('subsec') * 1000 AS INTEGER)";
// A lease is never shortened: D1's clock may have been set back.
const LEASE = `INSERT INTO relays (id, until) VALUES (?1, ${NOW} + ?2)
  ON CONFLICT (id) DO UPDATE SET until = max(until, excluded.until) WHERE barred_until <= ${NOW} RETURNING id`;
/** SQL: the relays that hold a lease. */
export const LEASED = `relays WHERE until > ${NOW}`;
const HOLDERS = `SELECT id, until - ${NOW} AS left FROM ${LEASED}`;
const BAR = `UPDATE relays SET barred_until = ${NOW} + ${BAR_MS} WHERE id = ?1`;
// The newest, so that whoever lacks too many can begin with these.
const CHANGES = `SELECT revision, id, state, about, CASE WHEN features_revision > ?1 THEN features END AS features,
    features_revision AS featuresRevision
  FROM items WHERE revision > ?1 ORDER BY revision DESC LIMIT ?2`;

const REVISIONS = `SELECT ${CATALOGUE_REVISION} AS revision, ${newerConfig('0')}`;

const reading = (d1: D1Database, since: number, most: number) => [
  d1.prepare(REVISIONS),
  d1.prepare(DEPLOYMENT),
  d1.prepare(CHANGES).bind(since, most),
];

function updateOf([revisions, deployments, items]: D1Result[], since: number, most: number): Update {
  const changes = (items.results as StoredChange[]).reverse();
  const [current] = revisions.results as { revision: number; configSeq: unknown; config: unknown }[];
  return {
    since: changes.length < most ? since : changes[0].revision - 1,
    revision: current.revision,
    config: parseConfig(current),
    deployment: ((deployments.results as Deployment[])[0] ?? null) as Deployment | null,
    changes,
  };
}

/**
 * Records a lease and reads what is new, in one transaction: what is written later finds the lease.
 * @param hold for how many milliseconds
 * @throws Error where D1 fails or takes too long; whether there is a lease is not known then
 */
export async function grantLease(d1: D1Database, id: string, since: number, hold: number): Promise<Grant> {
  const statements = [d1.prepare(LEASE).bind(id, hold), ...reading(d1, since, MOST_GRANTED)];
  const [lease, ...read] = await within(DEADLINE_MS, 'D1', d1.batch(statements));
  return { ...updateOf(read, since, MOST_GRANTED), leased: lease.results.length === 1 };
}

/** The statements that `announcementOf` reads: the last ones of a write's batch. */
export const announcing = (d1: D1Database): D1PreparedStatement[] => [
  d1.prepare(HOLDERS),
  ...reading(d1, 0, MOST_ANNOUNCED),
];

/** What relays must learn before the write is acknowledged, and which ones. */
export const announcementOf = ([holders, ...read]: D1Result[]): Announcement => ({
  update: updateOf(read, 0, MOST_ANNOUNCED),
  holders: holders.results as Announcement['holders'],
});

/** The same after a write, where its batch did not ask. */
export const announcement = async (d1: D1Database): Promise<Announcement> =>
  announcementOf(await d1.batch(announcing(d1)));

/** Has a relay get no lease for a while; the one that it has stays. */
export async function barRelay(d1: D1Database, id: string): Promise<void> {
  await d1.prepare(BAR).bind(id).run();
}
