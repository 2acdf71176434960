// The tables of the worker's D1 database. `npm run migrations` writes infra/migrations from this file.
import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, real, sqliteTable, text, uniqueIndex } from 'drizzle-orm/sqlite-core';

/** What people did; `seq` is the order in which it became known. */
export const events = sqliteTable(
  'events',
  {
    seq: integer('seq').primaryKey({ autoIncrement: true }),
    /** Chosen by the sender, and unique among the events of its owner. */
    id: text('id').notNull(),
    /** Who sent it: the user whose token it was, or '' for the service key. */
    owner: text('owner').notNull().default(''),
    user: text('user').notNull(),
    item: text('item').notNull(),
    kind: text('kind', { enum: ['purchase', 'like', 'click'] }).notNull(),
    /** Seconds since 1970; null where the source of the event had no time. */
    at: integer('at'),
    /** The `ref` of the rail that it follows from, or any name that the store gives. */
    rail: text('rail'),
    /** What became of it, decided once. Only `bought` and likes are part of a history. */
    outcome: text('outcome', { enum: ['bought', 'late', 'not-for-sale', 'recorded'] })
      .notNull()
      .default('recorded'),
    /** 1 where `rail` is the `ref` of an answer that the worker gave, so that it counts for a version. */
    answered: integer('answered').notNull().default(0),
  },
  // The history of a user is read from events_by_user alone, in its order.
  (table) => [
    uniqueIndex('events_by_owner').on(table.owner, table.id),
    index('events_by_user').on(table.user, table.at, table.seq, table.item, table.kind, table.outcome),
    index('events_by_item').on(table.item),
    index('events_by_rail').on(table.rail, table.kind).where(sql`answered = 1`),
  ],
);

/**
 * What became of items since the models' bundles were written, one row an item: its present state. An isolate that knows
 * everything up to a revision asks for the rows with a higher one.
 */
export const items = sqliteTable(
  'items',
  {
    id: text('id').primaryKey(),
    /** The revision of the catalogue that changed the item last: no two rows share one. */
    revision: integer('revision').notNull(),
    state: text('state', { enum: ['for-sale', 'sold', 'withdrawn'] }).notNull(),
    /** What a rail shows, as JSON; null where the store has said nothing beyond the bundle. */
    about: text('about'),
    /** Its picture's features, float32 little-endian in base64: D1 returns a blob as a list of numbers. */
    features: text('features'),
    /** The revision that brought the features. */
    featuresRevision: integer('features_revision'),
  },
  (table) => [uniqueIndex('items_by_revision').on(table.revision)],
);

/** One row: the revision of the catalogue, and the last event before the current transaction. */
export const catalogue = sqliteTable('catalogue', {
  id: integer('id').primaryKey(),
  /** Each change of an item takes the next one; it never goes back, whatever is deleted. */
  revision: integer('revision').notNull(),
  /** The highest `events.seq` when the transaction that records events began: later ones are new. */
  eventsBefore: integer('events_before').notNull(),
});

/** The bundles whose items are listed in `bundle_items`, complete. Written when a version passes its smoke check. */
export const bundles = sqliteTable('bundles', {
  version: text('version').primaryKey(),
  items: integer('items').notNull(),
  /** Numbers in an item's features. */
  features: integer('features').notNull(),
});

/** The items of each bundle, so that a write needs D1 alone to know which items exist and which are unique. */
export const bundleItems = sqliteTable(
  'bundle_items',
  {
    id: text('id').notNull(),
    version: text('version').notNull(),
    unique: integer('unique').notNull(),
  },
  (table) => [primaryKey({ columns: [table.id, table.version] })],
);

/**
 * What was erased, for a while, so that a late retry does not bring it back: keyed hashes of a user or of an event's id,
 * nothing else of a person.
 */
export const tombstones = sqliteTable(
  'tombstones',
  {
    hash: text('hash').primaryKey(),
    /** Seconds since 1970. */
    erasedAt: integer('erased_at').notNull(),
    expiresAt: integer('expires_at').notNull(),
    /** Of an event, what a repetition answers; null for a user. */
    outcome: text('outcome', { enum: ['bought', 'late', 'not-for-sale', 'recorded'] }),
  },
  (table) => [index('tombstones_by_expiry').on(table.expiresAt)],
);

/**
 * A model's life, one row an act. Rows of the kinds in SWITCHES say what is in force from then on, whole: the last of them
 * is in force. The others are notes. Files lie in R2 under `<version>/`.
 */
export const deployments = sqliteTable(
  'deployments',
  {
    seq: integer('seq').primaryKey({ autoIncrement: true }),
    /** In a switch the champion, in a note the version that it is about. */
    version: text('version').notNull(),
    /** Seconds since 1970. */
    at: integer('at').notNull(),
    /**
     * `deploy`: the version passed its smoke check here. `forced`: it did so although the gate had refused it. `canary`: the
     * candidate gets `percent` of the visitors. `stop`: it gets none any more. `promote`, `rollback`: the champion changed.
     */
    kind: text('kind', { enum: ['deploy', 'forced', 'canary', 'promote', 'rollback', 'stop'] })
      .notNull()
      .default('promote'),
    candidate: text('candidate'),
    percent: real('percent').notNull().default(0),
    who: text('who').notNull().default(''),
    why: text('why').notNull().default(''),
    /** Of a switch, the revision that it was decided on: the `seq` of the switch before, 0 for the first. One switch each. */
    basis: integer('basis'),
    /** Of a canary, the random key by which visitors are dealt and refs are signed. Never published. */
    salt: text('salt').notNull().default(''),
  },
  (table) => [uniqueIndex('deployments_by_basis').on(table.basis)],
);

/** Leases of relays, by D1's clock in milliseconds: until `until` a relay may answer in D1's place. */
export const relays = sqliteTable('relays', {
  /** The id of the Durable Object. */
  id: text('id').primaryKey(),
  until: integer('until').notNull(),
  /** Until then it gets no lease, because it did not answer a writer. */
  barredUntil: integer('barred_until').notNull().default(0),
});

/** What the versions of a canary did: counted by isolates, added up now and then, so a little behind. */
export const served = sqliteTable(
  'served',
  {
    /** The deployment under which they served. */
    seq: integer('seq').notNull(),
    version: text('version').notNull(),
    /** The kind of answers: the route, and how many rails. Times are compared within a kind. */
    kind: text('kind').notNull(),
    answers: integer('answers').notNull(),
    rails: integer('rails').notNull(),
    errors: integer('errors').notNull(),
    /** Milliseconds that all answers together waited for storage. */
    ms: integer('ms').notNull(),
    /** Answers whose computing was timed, and the milliseconds of these together. */
    samples: integer('samples').notNull().default(0),
    samplesMs: integer('samples_ms').notNull().default(0),
  },
  (table) => [primaryKey({ columns: [table.seq, table.version, table.kind] })],
);
