// The tables of the worker's D1 database. `npm run migrations` writes infra/migrations from this file.
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** What people did; `seq` is the order in which it became known. */
export const events = sqliteTable(
  'events',
  {
    seq: integer('seq').primaryKey({ autoIncrement: true }),
    id: text('id').notNull().unique(),
    user: text('user').notNull(),
    item: text('item').notNull(),
    kind: text('kind', { enum: ['purchase', 'like'] }).notNull(),
    /** Seconds since 1970; null where the source of the event had no time. */
    at: integer('at'),
    /** The rail that the item was taken from, where it is known. */
    rail: text('rail'),
  },
  // The history of a user is read from this index alone, in its order.
  (table) => [index('events_by_user').on(table.user, table.at, table.seq, table.item, table.kind)],
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

/** Which model version was made current when: the last row is in force. Its files lie in R2 under `<version>/`. */
export const deployments = sqliteTable('deployments', {
  seq: integer('seq').primaryKey({ autoIncrement: true }),
  version: text('version').notNull(),
  /** Seconds since 1970. */
  at: integer('at').notNull(),
});
