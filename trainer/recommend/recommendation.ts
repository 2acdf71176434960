// What is recommended to a user: a line of the result, as JSON or as records of a CSV.
import { type Rail, railsResponse } from '@curatornet/shared/api-rails.ts';
import { z } from 'zod';

/** The rails of a user. Without a worker a rail has no `ref`. */
export interface Recommendation {
  user: string;
  /** The version of the model. */
  model: string;
  /** Present if the worker's storage failed: the rails may be out of date. */
  degraded?: true;
  rails: (Omit<Rail, 'ref'> & { ref?: string })[];
}

const { model, degraded, rails } = railsResponse.shape;
/** A line of the result. */
export const recommendation = z.object({
  user: z.string(),
  model,
  degraded,
  rails: z.array(rails.element.partial({ ref: true })),
});

/** The columns of a CSV: a record for each item. */
export const COLUMNS = [
  'user',
  'rail',
  'place',
  'item',
  'score',
  'title',
  'artist',
  'price',
  'currency',
  'image',
  'ref',
];

/** The records of a user; none without items. */
export const csvRecords = ({ user, rails }: Recommendation): string[][] =>
  rails.flatMap(({ id, ref, items }) =>
    items.map(({ id: item, score, title, artist, price, currency, image }, nth) =>
      [user, id, nth + 1, item, score, title, artist, price, currency, image, ref].map((field) => String(field ?? '')),
    ),
  );
