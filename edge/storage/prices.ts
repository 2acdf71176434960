// What a purchase cost: SQL that looks up the price of an item when a purchase of it arrives, and the price in what is read back.
import { VERSION_IN_FORCE } from './known-items.ts';

/**
 * SQL: the price or the currency of an item as visitors see it: according to the store if it described the item, else the
 * champion's bundle, else another bundle. Null if it is not known. @param id a SQL expression
 */
export const detailOfItem = (id: string, detail: 'price' | 'currency') =>
  `(SELECT CASE WHEN told.about IS NOT NULL THEN told.about ->> '${detail}'
      ELSE (SELECT ${detail} FROM bundle_items WHERE bundle_items.id = ${id}
        ORDER BY version IS ${VERSION_IN_FORCE} DESC, version LIMIT 1) END
    FROM (SELECT (SELECT about FROM items WHERE items.id = ${id}) AS about) AS told)`;

/** A stored event, with a price and a currency only where they are known: most events have none. */
export const withPrice = <E extends { price: number | null; currency: string | null }>({
  price,
  currency,
  ...event
}: E) => ({ ...event, price: price ?? undefined, currency: currency ?? undefined });
