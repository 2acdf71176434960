// What D1 alone knows of an item, as SQL over the id that `id` names: what the store said (table `items`), else what the
// bundles say (`bundle_items`). A row of `items` without `about` holds a state and does not make an item known.

/** Whether the store or a bundle has told of the item. */
export const known = (id: string) =>
  `(EXISTS (SELECT 1 FROM items WHERE items.id = ${id} AND about IS NOT NULL)
    OR EXISTS (SELECT 1 FROM bundle_items WHERE bundle_items.id = ${id}))`;

/** The version in force. */
export const VERSION_IN_FORCE = `(SELECT version FROM deployments WHERE kind NOT IN ('deploy', 'forced')
  ORDER BY seq DESC LIMIT 1)`;

/**
 * Whether there is only one of the item. The store's word goes first, then that of the bundle in force; of the others one
 * that says so is enough, and an unknown item is unique.
 */
export const unique = (id: string) =>
  `coalesce((SELECT about ->> 'unique' FROM items WHERE items.id = ${id}),
    (SELECT "unique" FROM bundle_items WHERE bundle_items.id = ${id}
      ORDER BY version IS ${VERSION_IN_FORCE} DESC, "unique" DESC LIMIT 1), 1)`;
