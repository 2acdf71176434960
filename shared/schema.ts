// The tables of the worker's D1 database. `npm run migrations` writes infra/migrations from this file.
import { sql } from 'drizzle-orm';
import { index, integer, primaryKey, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** What people did; `seq` is the order in which it became known. */
export const events = sqliteTable(
  'events',
  {
    seq: integer('seq').primaryKey({ autoIncrement: true }),
    id: text('id').notNull().unique(),
    user: text('user').notNull(),
    item: text('item').notNull(),
    kind: text('kind', { enum: ['purchase', 'like', 'click'] }).notNull(),
    /** Seconds since 1970; null where the source of the event had no time. */
    at: integer('at'),
    /** The rail that it follows from, where it is known: by its `ref`, if it is to count for a version. */
    rail: text('rail'),
  },
  // The history of a user is read from this index alone, in its order.
  (table) => [
    index('events_by_user').on(table.user, table.at, table.seq, table.item, table.kind),
    index('events_by_rail').on(table.rail, table.kind).where(sql`rail IS NOT NULL`),
  ],
);

/**
 * What became of works since the models' bundles were written, one row a work: as it is now, not how it came to be so. An
 * isolate that knows everything up to a number asks for the rows with a higher one.
 */
export const works = sqliteTable(
  'works',
  {
    id: text('id').primaryKey(),
    /** The number of the work's last change. Each change gets a number above all others, so no two rows share one. */
    number: integer('number').notNull(),
    state: text('state', { enum: ['for-sale', 'sold', 'withdrawn'] }).notNull(),
    /** What a rail shows, as JSON; null where the store has said nothing beyond the bundle. */
    about: text('about'),
    /** Its picture's features, float32 little-endian in base64: D1 hands a blob out as a list of numbers. */
    features: text('features'),
    /** The number of the change that brought the features. */
    featuresNumber: integer('features_number'),
  },
  (table) => [index('works_by_number').on(table.number)],
);

/**
 * A model's life, one row an act. Rows of the kinds in SWITCHES say what is in force from then on, whole: the last of them
 * is in force. The others are notes. Files lie in R2 under `<version>/`.
 */
export const deployments = sqliteTable('deployments', {
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
});

/** What the versions of a canary did: counted by isolates, added up now and then, so a little behind. */
export const served = sqliteTable(
  'served',
  {
    /** The deployment under which they served. */
    seq: integer('seq').notNull(),
    version: text('version').notNull(),
    answers: integer('answers').notNull(),
    rails: integer('rails').notNull(),
    errors: integer('errors').notNull(),
    /** Milliseconds, of all answers together. */
    ms: integer('ms').notNull(),
  },
  (table) => [primaryKey({ columns: [table.seq, table.version] })],
);
