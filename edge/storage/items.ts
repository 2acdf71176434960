// Changes of the catalogue -> D1's table of items. Each statement gives the items that it changes numbers above all
// others, so that every isolate finds them by asking for what is new.
import type { D1Database, D1PreparedStatement } from '@cloudflare/workers-types';
import type { About } from './changes.ts';

/** A revision that no change has had. */
const NEXT = '(SELECT coalesce(max(revision), 0) + 1 FROM items)';

/** A row of items, as a statement here returns it. */
export interface Written {
  id: string;
  revision: number;
  state: 'for-sale' | 'sold' | 'withdrawn';
  /** 1 where D1 has features of the item. */
  embeddable: 0 | 1;
}
const RETURNING = 'RETURNING id, revision, state, features IS NOT NULL AS embeddable';

const PUT = `INSERT INTO items (id, revision, state, about, features, features_revision)
  SELECT ?1, next, CASE WHEN ?4 = 0 THEN 'withdrawn' ELSE 'for-sale' END, ?2, ?3, CASE WHEN ?3 IS NOT NULL THEN next END
  FROM (SELECT ${NEXT} AS next) WHERE true
  ON CONFLICT (id) DO UPDATE SET revision = excluded.revision, about = excluded.about,
    features = coalesce(excluded.features, features),
    features_revision = coalesce(excluded.features_revision, features_revision),
    state = CASE WHEN ?4 IS NULL AND state = 'sold' AND excluded.about ->> 'unique' THEN 'sold' ELSE excluded.state END
  ${RETURNING}`;

/**
 * Says what an item is.
 * @param features in base64; null leaves those of before
 * @param forSale null leaves a unique item that was sold, and puts any other on sale
 */
export const putItem = (db: D1Database, id: string, about: About, features: string | null, forSale: boolean | null) =>
  db.prepare(PUT).bind(id, JSON.stringify(about), features, forSale === null ? null : Number(forSale));

const WITHDRAW = `INSERT INTO items (id, revision, state) SELECT ?1, ${NEXT}, 'withdrawn'
  WHERE ?2 OR EXISTS (SELECT 1 FROM items WHERE id = ?1)
  ON CONFLICT (id) DO UPDATE SET revision = excluded.revision,
    state = CASE WHEN state = 'sold' THEN 'sold' ELSE 'withdrawn' END
  ${RETURNING}`;

/** Takes an item off sale. Changes nothing where there is no such item: `known` says whether a bundle has it. */
export const withdrawItem = (db: D1Database, id: string, known: boolean) =>
  db.prepare(WITHDRAW).bind(id, Number(known));

/** A purchase that may take an item off sale. */
export interface Sale {
  /** Its id: one that is recorded already sells nothing. null for a purchase that always does. */
  event: string | null;
  item: string;
  /** Whether the bundle says that there is only one. True where nothing is known of the item: an upload may be late. */
  unique: boolean;
}

// What a store has said of an item goes before what the bundle says.
const SELL = `INSERT INTO items (id, revision, state)
  SELECT item, ${NEXT} - 1 + row_number() OVER (ORDER BY item), 'sold'
  FROM (
    SELECT DISTINCT sale.value ->> 1 AS item
    FROM json_each(?1) AS sale LEFT JOIN items ON items.id = sale.value ->> 1
    WHERE coalesce(items.about ->> 'unique', sale.value ->> 2) AND coalesce(items.state, '') <> 'sold'
      AND NOT EXISTS (SELECT 1 FROM events WHERE events.id = sale.value ->> 0)
  ) WHERE true
  ON CONFLICT (id) DO UPDATE SET revision = excluded.revision, state = 'sold'
  ${RETURNING}`;

/** Takes items off sale whose purchase is new; to be run before the events are written. Any number of sales. */
export const sellItems = (db: D1Database, sales: readonly Sale[]): D1PreparedStatement =>
  db.prepare(SELL).bind(JSON.stringify(sales.map(({ event, item, unique }) => [event, item, unique])));
