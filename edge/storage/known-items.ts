// SQL that looks up an item in D1, without a model: first in the table `items`, which the store writes, then in the items of
// the bundles (`bundle_items`). A row of `items` without `about` is only a state; it does not make the item known. The
// parameter `id` is a SQL expression.

/** Whether the store or a bundle contains the item. */
export const isKnownItem = (id: string) =>
  `(EXISTS (SELECT 1 FROM items WHERE items.id = ${id} AND about IS NOT NULL)
    OR EXISTS (SELECT 1 FROM bundle_items WHERE bundle_items.id = ${id}))`;

/** The champion. */
export const VERSION_IN_FORCE = `(SELECT version FROM deployments WHERE kind NOT IN ('deploy', 'forced')
  ORDER BY seq DESC LIMIT 1)`;

/**
 * Whether the item is unique, according to the store, else the champion's bundle, else any bundle that says so. Unknown
 * items are.
 */
export const isUniqueItem = (id: string) =>
  `coalesce((SELECT about ->> 'unique' FROM items WHERE items.id = ${id}),
    (SELECT "unique" FROM bundle_items WHERE bundle_items.id = ${id}
      ORDER BY version IS ${VERSION_IN_FORCE} DESC, "unique" DESC LIMIT 1), 1)`;
