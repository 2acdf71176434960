// Changes of the catalogue -> D1's table of works. Each statement gives the works that it changes numbers above all
// others, so that every isolate finds them by asking for what is new.
import type { D1Database, D1PreparedStatement } from '@cloudflare/workers-types';
import type { About } from './changes.ts';

/** A number that no change has had. */
const NEXT = '(SELECT coalesce(max(number), 0) + 1 FROM works)';

/** A row of works, as a statement here returns it. */
export interface Written {
  id: string;
  number: number;
  state: 'for-sale' | 'sold' | 'withdrawn';
  /** 1 where D1 has features of the work. */
  embeddable: 0 | 1;
}
const RETURNING = 'RETURNING id, number, state, features IS NOT NULL AS embeddable';

const PUT = `INSERT INTO works (id, number, state, about, features, features_number)
  SELECT ?1, next, CASE WHEN ?4 = 0 THEN 'withdrawn' ELSE 'for-sale' END, ?2, ?3, CASE WHEN ?3 IS NOT NULL THEN next END
  FROM (SELECT ${NEXT} AS next) WHERE true
  ON CONFLICT (id) DO UPDATE SET number = excluded.number, about = excluded.about,
    features = coalesce(excluded.features, features),
    features_number = coalesce(excluded.features_number, features_number),
    state = CASE WHEN ?4 IS NULL AND state = 'sold' AND excluded.about ->> 'unique' THEN 'sold' ELSE excluded.state END
  ${RETURNING}`;

/**
 * Says what a work is.
 * @param features in base64; null leaves those of before
 * @param forSale null leaves a unique work that was sold, and puts any other on sale
 */
export const putWork = (db: D1Database, id: string, about: About, features: string | null, forSale: boolean | null) =>
  db.prepare(PUT).bind(id, JSON.stringify(about), features, forSale === null ? null : Number(forSale));

const WITHDRAW = `INSERT INTO works (id, number, state) SELECT ?1, ${NEXT}, 'withdrawn'
  WHERE ?2 OR EXISTS (SELECT 1 FROM works WHERE id = ?1)
  ON CONFLICT (id) DO UPDATE SET number = excluded.number,
    state = CASE WHEN state = 'sold' THEN 'sold' ELSE 'withdrawn' END
  ${RETURNING}`;

/** Takes a work off sale. Changes nothing where there is no such work: `known` says whether a bundle has it. */
export const withdrawWork = (db: D1Database, id: string, known: boolean) =>
  db.prepare(WITHDRAW).bind(id, Number(known));

/** A purchase that may take a work off sale. */
export interface Sale {
  /** Its id: one that is recorded already sells nothing. null for a purchase that always does. */
  event: string | null;
  item: string;
  /** Whether the bundle says that there is only one. True where nothing is known of the work: an upload may be late. */
  unique: boolean;
}

// What a store has said of a work goes before what the bundle says.
const SELL = `INSERT INTO works (id, number, state)
  SELECT item, ${NEXT} - 1 + row_number() OVER (ORDER BY item), 'sold'
  FROM (
    SELECT DISTINCT sale.value ->> 1 AS item
    FROM json_each(?1) AS sale LEFT JOIN works ON works.id = sale.value ->> 1
    WHERE coalesce(works.about ->> 'unique', sale.value ->> 2) AND coalesce(works.state, '') <> 'sold'
      AND NOT EXISTS (SELECT 1 FROM events WHERE events.id = sale.value ->> 0)
  ) WHERE true
  ON CONFLICT (id) DO UPDATE SET number = excluded.number, state = 'sold'
  ${RETURNING}`;

/** Takes works off sale whose purchase is new; to be run before the events are written. Any number of sales. */
export const sellWorks = (db: D1Database, sales: readonly Sale[]): D1PreparedStatement =>
  db.prepare(SELL).bind(JSON.stringify(sales.map(({ event, item, unique }) => [event, item, unique])));
