// Events of a dataset -> statements that put them into D1. They get the ids `import:0`, `import:1`, ..., by which the next
// import finds and replaces them; other events came from the store itself and stay.
import type { D1Database, D1PreparedStatement } from '@cloudflare/workers-types';
import { InputError } from '@curatornet/shared/errors.ts';
import { z } from 'zod';
import { type Sale, sellWorks } from '../edge/catalogue/writes.ts';

export interface ImportedEvent {
  user: string;
  item: string;
  kind?: 'purchase' | 'like';
  /** Seconds since 1970. */
  at?: number | null;
}

/** Rows a statement: they travel as one JSON parameter, and D1 takes 2 MB in one. */
const CHUNK = 4_000;

const id = z.string().min(1).max(128);
const event = z.object({
  user: id,
  item: id,
  kind: z.enum(['purchase', 'like']).default('purchase'),
  at: z.int().nullish(),
});

/**
 * Statements for one batch. An event that stays keeps its place in the order, also relative to what came since.
 * @param unique ids of works of which there is only one: a purchase takes them off sale, also one that was put on sale again
 * @throws InputError `invalid`, with the number of the event
 */
export async function importEvents(
  db: D1Database,
  events: Iterable<ImportedEvent> | AsyncIterable<ImportedEvent>,
  unique: ReadonlySet<string> = new Set(),
): Promise<{ statements: D1PreparedStatement[]; count: number }> {
  const upsert = db.prepare(
    `INSERT INTO events (id, user, item, kind, at)
     SELECT 'import:' || (?2 + key), value ->> 0, value ->> 1, value ->> 2, value ->> 3 FROM json_each(?1) WHERE true
     ON CONFLICT (id) DO UPDATE SET user = excluded.user, item = excluded.item, kind = excluded.kind, at = excluded.at`,
  );
  const statements: D1PreparedStatement[] = [];
  let rows: unknown[] = [];
  const sold = new Set<string>();
  let count = 0;
  const flush = () => {
    if (rows.length > 0) statements.push(upsert.bind(JSON.stringify(rows), count - rows.length));
    rows = [];
  };
  for await (const given of events) {
    const parsed = event.safeParse(given);
    if (!parsed.success) {
      const [{ path, message }] = parsed.error.issues;
      throw new InputError('invalid', `${path.join('.')}: ${message}`, { where: `event ${count}` });
    }
    const { user, item, kind, at } = parsed.data;
    rows.push([user, item, kind, at ?? null]);
    if (kind === 'purchase' && unique.has(item)) sold.add(item);
    count++;
    if (rows.length === CHUNK) flush();
  }
  flush();
  const surplus = db
    .prepare("DELETE FROM events WHERE id GLOB 'import:*' AND CAST(substr(id, 8) AS INTEGER) >= ?1")
    .bind(count);
  const sales = [...sold].map((item): Sale => ({ event: null, item, unique: true }));
  for (let from = 0; from < sales.length; from += CHUNK)
    statements.push(sellWorks(db, sales.slice(from, from + CHUNK)));
  return { statements: [...statements, surplus], count };
}
