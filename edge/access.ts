// Who may call a route. Every route declares one of these policies, and is mounted together with it.

/** What a caller must show: each of the first four lets those with a service key pass, too. */
export type Policy =
  /** Nothing. */
  | 'anyone'
  /** A storefront key: it stands in pages and apps, so it opens nothing about a person. */
  | 'storefront'
  /** A token of the very user whom the request is about. */
  | 'user'
  /** A service key: the store's own servers. */
  | 'service'
  /** A deploy key, and no other: models in, data for training out. */
  | 'deploy';
