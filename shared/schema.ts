// The tables of the worker's D1 database. `npm run migrations` generates infra/migrations from this file.
import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, real, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';
import { KINDS } from './kinds.ts';

/** What users did with items, impressions apart; `seq` is the order of arrival. */
export const events = sqliteTable(
  'events',
  {
    seq: integer('seq').primaryKey({ autoIncrement: true }),
    /** Chosen by the sender; unique among the events of an owner. */
    id: text('id').notNull(),
    /** The sender: the user whose token was used, or '' for the service key. */
    owner: text('owner').notNull().default(''),
    user: text('user').notNull(),
    item: text('item').notNull(),
    kind: text('kind', { enum: KINDS }).notNull(),
    /** Seconds since 1970; null if the source of the event had no time. */
    at: integer('at'),
    /** The `ref` of the rail that led to the event, or any name that the store chooses. */
    rail: text('rail'),
    /** Of a purchase: what was paid, as the sender says, or else the item's price then; null if neither is known. */
    price: real('price'),
    currency: text('currency'),
    /** Decided once, when the event is recorded. Only `bought` purchases form the history. */
    outcome: text('outcome', { enum: ['bought', 'late', 'not-for-sale', 'recorded'] })
      .notNull()
      .default('recorded'),
    /** 1 if `rail` is a signed `ref` that the worker gave to this user, so that the event counts for a version. */
    answered: integer('answered').notNull().default(0),
  },
  // events_by_user is a covering index: a user's history is read from it alone, in its order.
  (table) => [
    uniqueIndex('events_by_owner').on(table.owner, table.id),
    index('events_by_user').on(table.user, table.at, table.seq, table.item, table.kind, table.outcome),
    index('events_by_item').on(table.item),
    index('events_by_time').on(table.at),
    index('events_by_rail').on(table.rail, table.kind).where(sql`answered = 1`),
  ],
);

/**
 * Items that changed since the bundles were exported: one row per item, its current state. An isolate that is at some
 * revision reads the rows with higher ones.
 */
export const items = sqliteTable(
  'items',
  {
    id: text('id').primaryKey(),
    /** The revision of the catalogue that last changed the item; unique. */
    revision: integer('revision').notNull(),
    state: text('state', { enum: ['for-sale', 'sold', 'withdrawn'] }).notNull(),
    /** The details that the store sent, as JSON; null if it sent none, so that those of the bundle apply. */
    about: text('about'),
    /** The features, float32 little-endian in base64. Text, because D1 returns a blob as a list of numbers. */
    features: text('features'),
    /** The revision that last set the features. */
    featuresRevision: integer('features_revision'),
  },
  (table) => [uniqueIndex('items_by_revision').on(table.revision)],
);

/** A single row: the revision of the catalogue, and the last event before the current transaction. */
export const catalogue = sqliteTable('catalogue', {
  id: integer('id').primaryKey(),
  /** Each change of an item takes the next revision. It never decreases, even if rows are deleted. */
  revision: integer('revision').notNull(),
  /** The highest `events.seq` when the transaction that records events began: events with a higher one are new. */
  eventsBefore: integer('events_before').notNull(),
});

/** The bundles whose items are completely listed in `bundle_items`. Written when a version passes its smoke check. */
export const bundles = sqliteTable('bundles', {
  version: text('version').primaryKey(),
  items: integer('items').notNull(),
  /** The length of an item's feature vector. */
  features: integer('features').notNull(),
  /** The encoder that the manifest names, as JSON; null if it names none. */
  encoder: text('encoder'),
});

/** The picture of each item that was uploaded, and what became of encoding it. R2 has the bytes under their digest. */
export const pictures = sqliteTable(
  'pictures',
  {
    item: text('item').primaryKey(),
    /** The sha256 of the file. */
    digest: text('digest').notNull(),
    /** The media type. */
    type: text('type').notNull(),
    bytes: integer('bytes').notNull(),
    /** In pixels, as displayed; null before it was encoded. */
    width: integer('width'),
    height: integer('height'),
    /** The time of the upload, in seconds since 1970. */
    at: integer('at').notNull(),
    /** The id of the encoder that made the item's features of this picture; null before. */
    encoder: text('encoder'),
    /** Failed attempts of the encoder in force, why the last one failed, and until when it is not tried again. */
    attempts: integer('attempts').notNull().default(0),
    failure: text('failure'),
    retryAt: integer('retry_at').notNull().default(0),
    /** 1 after the last attempt. */
    dead: integer('dead').notNull().default(0),
  },
  (table) => [index('pictures_by_state').on(table.dead, table.encoder, table.at)],
);

/** The items of each bundle: writes look up here, without a model, which items exist and which are unique. */
export const bundleItems = sqliteTable(
  'bundle_items',
  {
    id: text('id').notNull(),
    version: text('version').notNull(),
    unique: integer('unique').notNull(),
    price: real('price'),
    currency: text('currency'),
  },
  (table) => [primaryKey({ columns: [table.id, table.version] })],
);

/**
 * Erased users and events, kept for some days so that a late retry does not store them again. Only keyed hashes of the user
 * or of the event's id are kept, no personal data.
 */
export const tombstones = sqliteTable(
  'tombstones',
  {
    hash: text('hash').primaryKey(),
    /** Seconds since 1970. */
    erasedAt: integer('erased_at').notNull(),
    expiresAt: integer('expires_at').notNull(),
    /** The outcome that a retry of the event returns; null for a user. */
    outcome: text('outcome', { enum: ['bought', 'late', 'not-for-sale', 'recorded'] }),
  },
  (table) => [index('tombstones_by_expiry').on(table.expiresAt)],
);

/**
 * The deployment history. A row is a switch (`canary`, `promote`, `rollback`, `stop`), which states the whole deployment
 * from then on, or a note (`deploy`, `forced`). The last switch is the current deployment. The files are in R2 under
 * `<version>/`.
 */
export const deployments = sqliteTable(
  'deployments',
  {
    seq: integer('seq').primaryKey({ autoIncrement: true }),
    /** Of a switch: the champion. Of a note: the version that it is about. */
    version: text('version').notNull(),
    /** Seconds since 1970. */
    at: integer('at').notNull(),
    /**
     * `deploy`: the version passed its smoke check. `forced`: the operator overrode the gate. `canary`: the candidate gets
     * `percent` of the visitors. `stop`: the canary ended. `promote`, `rollback`: the champion changed.
     */
    kind: text('kind', { enum: ['deploy', 'forced', 'canary', 'promote', 'rollback', 'stop'] })
      .notNull()
      .default('promote'),
    candidate: text('candidate'),
    percent: real('percent').notNull().default(0),
    who: text('who').notNull().default(''),
    why: text('why').notNull().default(''),
    /** Of a switch: the revision that it was decided on, the `seq` of the previous switch or 0. Unique: one switch each. */
    basis: integer('basis'),
    /** Of a canary: the random key that assigns visitors and signs refs. Never published. */
    salt: text('salt').notNull().default(''),
  },
  (table) => [uniqueIndex('deployments_by_basis').on(table.basis)],
);

/** The revisions of the document that says what rails a page has: shared/rails-config.ts. The last one is in force. */
export const railsConfigs = sqliteTable(
  'rails_configs',
  {
    /** The revision. */
    seq: integer('seq').primaryKey({ autoIncrement: true }),
    /** JSON. */
    document: text('document').notNull(),
    /** Seconds since 1970. */
    at: integer('at').notNull(),
    /** `stop` and `promote`: of an experiment. */
    kind: text('kind', { enum: ['change', 'rollback', 'stop', 'promote'] }).notNull(),
    who: text('who').notNull(),
    why: text('why').notNull(),
    /** The revision that it was decided on; 0 for the first. Unique: one change each. */
    basis: integer('basis').notNull(),
  },
  (table) => [uniqueIndex('rails_configs_by_basis').on(table.basis)],
);

/** The users who saw a page while an experiment ran on it, each with the variant and the time of the first such page. */
export const exposures = sqliteTable(
  'exposures',
  {
    experiment: text('experiment').notNull(),
    user: text('user').notNull(),
    variant: text('variant').notNull(),
    /** Seconds since 1970. */
    at: integer('at').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.experiment, table.user] }),
    index('exposures_by_user').on(table.user),
    index('exposures_by_time').on(table.at),
  ],
);

/** The users who do not want personalised rails: nothing else is stored about them. */
export const optOuts = sqliteTable('opt_outs', {
  user: text('user').primaryKey(),
  /** Seconds since 1970. */
  at: integer('at').notNull(),
});

/** How often an item was shown to a user: storage/impressions.ts. */
export const impressions = sqliteTable(
  'impressions',
  {
    seq: integer('seq').primaryKey({ autoIncrement: true }),
    user: text('user').notNull(),
    item: text('item').notNull(),
    /** All impressions. */
    count: integer('count').notNull(),
    /** The impressions after the user's last click, like, cart or purchase of the item. */
    ignored: integer('ignored').notNull(),
    /** The latest time of one, in seconds since 1970. */
    lastAt: integer('last_at').notNull(),
    /** The id of the impression that was counted last, by which a retry is recognised. */
    lastId: text('last_id').notNull(),
  },
  // impressions_by_ignored is a covering index: a read finds the ignored items of a user in it alone.
  (table) => [
    uniqueIndex('impressions_by_user').on(table.user, table.item),
    index('impressions_by_ignored').on(table.user, table.ignored, table.item),
    index('impressions_by_time').on(table.lastAt),
  ],
);

/** Items that were bought by an event that the retention has deleted: storage/retention.ts. */
export const forgottenSales = sqliteTable('forgotten_sales', { item: text('item').primaryKey() });

/**
 * The snapshot of a version in R2: all changes of items up to a revision, with the vectors that the version gives to uploaded
 * items. Named here after the object is complete: catalogue/compact.ts.
 */
export const snapshots = sqliteTable('snapshots', {
  version: text('version').primaryKey(),
  /** The object; '' before the first one. */
  key: text('key').notNull().default(''),
  /** Of the object, in hex. */
  sha256: text('sha256').notNull().default(''),
  /** The snapshot holds the changes up to here. */
  revision: integer('revision').notNull().default(0),
  /** Features that were set up to this revision are in it as vectors; at most `revision`. */
  featuresRevision: integer('features_revision').notNull().default(0),
  /** Until then somebody is writing the next one: seconds since 1970. */
  busyUntil: integer('busy_until').notNull().default(0),
});

/** Leases of relays, by D1's clock in milliseconds: until `until` a relay may answer in D1's place. */
export const relays = sqliteTable('relays', {
  /** The id of the Durable Object. */
  id: text('id').primaryKey(),
  until: integer('until').notNull(),
  /** Until then it gets no lease, because it did not answer a writer. */
  barredUntil: integer('barred_until').notNull().default(0),
});

/** Counts of the answers of a canary's versions. Isolates count and add their counts every few seconds. */
export const served = sqliteTable(
  'served',
  {
    /** The deployment under which the version served. */
    seq: integer('seq').notNull(),
    version: text('version').notNull(),
    /** The kind of answer: the route and the number of rails. Times are compared within a kind. */
    kind: text('kind').notNull(),
    answers: integer('answers').notNull(),
    rails: integer('rails').notNull(),
    errors: integer('errors').notNull(),
    /** The time that all answers together waited for storage, in milliseconds. */
    ms: integer('ms').notNull(),
    /** Answers whose computing was timed, and the milliseconds of these together. */
    samples: integer('samples').notNull().default(0),
    samplesMs: integer('samples_ms').notNull().default(0),
  },
  (table) => [primaryKey({ columns: [table.seq, table.version, table.kind] })],
);

/**
 * The totals of `GET /metrics` over all isolates: a single row, so that an isolate adds all its counts by writing one row.
 * edge/monitoring/counters.ts adds them.
 */
export const counters = sqliteTable('counters', {
  id: integer('id').primaryKey(),
  /** As JSON: the name of each count, and its total. */
  totals: text('totals').notNull(),
});
