// The kinds of feedback, once: what a person can do with an item, which kinds form a history, and which of them the store may
// choose. The API, the worker's queries and the trainer read them here.
import { z } from 'zod';

/** Kinds of which each event is stored. The first two have the codes 0 and 1 in a dataset's columns. */
export const KINDS = ['purchase', 'like', 'click', 'view', 'cart', 'dislike', 'hide'] as const;
export const kind = z.enum(KINDS);
export type Kind = z.infer<typeof kind>;

/** Impressions are not stored one by one: they are counted for each user and item. */
export const IMPRESSION = 'impression';
/** All kinds that the API accepts. */
export const sentKind = z.enum([...KINDS, IMPRESSION]);

/** Whether events of a kind count for a history, 1 or 0, by default. Dislikes and hides never do. */
export const WEIGHTS = { purchase: 1, like: 1, click: 0, view: 0, cart: 0 } as const satisfies Partial<
  Record<Kind, 0 | 1>
>;
export type WeightedKind = keyof typeof WEIGHTS;

/** The kinds that training learns from. */
export const LEARNED = ['purchase', 'like'] as const satisfies Kind[];

/** After one of these the count of ignored impressions of the item begins anew. */
export const RESPONSES = ['purchase', 'like', 'click', 'cart'] as const satisfies Kind[];
