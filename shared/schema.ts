// The tables of the worker's D1 database. `npm run migrations` writes infra/migrations from this file.
import { index, integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

/** What people did, in the order in which it became known: `seq` is that order. */
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
  },
  (table) => [index('events_by_user').on(table.user, table.seq, table.item)],
);

/** Which model version was made current when: the last row is in force. Its files lie in R2 under `<version>/`. */
export const deployments = sqliteTable('deployments', {
  seq: integer('seq').primaryKey({ autoIncrement: true }),
  version: text('version').notNull(),
  /** Seconds since 1970. */
  at: integer('at').notNull(),
});
