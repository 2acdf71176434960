// The schemas of all requests and responses of the API, version 1. The worker validates with them, clients derive their
// types from them, and /openapi.json is generated from them.
import { z } from 'zod';
import { encoderSchema } from './bundle.ts';
import { sentKind } from './kinds.ts';
import {
  currency,
  features,
  id,
  image,
  MAX_SECONDS,
  name,
  pixels,
  price,
  tags,
  text,
  title,
  wholeSeconds,
} from './limits.ts';

/** The largest request body, in bytes. */
export const MAX_BODY = 64 * 1024;
/** The id of an encoder: `GET /v1/encoder`, and the manifest of a bundle. */
export const encoderId = encoderSchema.shape.id.meta({ example: '5d41402abc4b2a76' });

/** A number in a query, which arrives as text. */
export const numeral = <S extends z.ZodType<number, number>>(number: S) =>
  z
    .string()
    .regex(/^\d{1,15}(\.\d{1,20})?([eE][+-]?\d{1,3})?$/, 'not a number')
    .transform(Number)
    .pipe(number);
/** The `{id}` of `/v1/items/{id}` and of `/v1/users/{id}`. */
export const itemPath = z.strictObject({
  id: id.meta({ description: 'The id of an item, for sale or not.', example: 'w-3' }),
});
export const userPath = z.strictObject({ id: id.meta({ description: 'The id of a user.', example: 'u-17' }) });

export const healthResponse = z.object({
  status: z.enum(['ok', 'degraded']).meta({
    description:
      '`degraded`: D1 does not answer, a version other than the deployed one serves, or catalogue changes are missing.',
  }),
  model: z.string().meta({ description: 'The version of the model that serves.' }),
  items: z.int().meta({ description: 'The number of items for sale.' }),
  revision: z.int().meta({ description: 'The revision of the catalogue in this isolate.' }),
  age: z
    .number()
    .nullable()
    .meta({ description: 'Seconds since this isolate last read all changes of the catalogue; null if it never did.' }),
  silent: z.number().nullable().meta({
    description: 'For how many seconds D1 has been silent, so that requests skip it; null while it answers.',
  }),
});
export type HealthResponse = z.infer<typeof healthResponse>;

/** The largest length of a rail's `ref`. */
export const MAX_REF = 128;
/** The largest number of events in one request. */
export const MAX_EVENTS = 100;
/** The largest body of `PUT /v1/items/{id}`, in bytes. */
export const MAX_ITEM_BODY = 256 * 1024;
/** How far the time of an event may be ahead of the worker's clock: a day, in seconds. */
export const MAX_AHEAD = 86_400;

/** An event of `POST /v1/events`, and a line of `POST /v1/bulk/events`. */
export const event = z.strictObject({
  id: id.meta({
    description:
      'An id that the sender chooses, unique among the events of this sender (a user, or the store). Sending the same event again is safe: it is recorded once.',
    example: 'order-7',
  }),
  user: id.meta({ example: 'u-17' }),
  item: id.meta({ example: 'w-3' }),
  kind: sentKind.meta({
    description:
      "Likes and successful purchases form the user's history, and other kinds that the store chooses. A disliked or hidden item is not shown to the user again, unless they like it later. An impression, which says that the user saw the item, is counted and not stored itself; its `rail` is not kept.",
  }),
  at: wholeSeconds.optional().meta({
    description: `Seconds since 1970, before ${new Date(MAX_SECONDS * 1000).getUTCFullYear()} and at most a day in the future; by default now.`,
    example: 1_795_000_000,
  }),
  rail: text(1, MAX_REF).optional().meta({
    description: 'The `ref` of the rail that led to this event.',
    example: '12.2c28e1f8b4ba382f.home.for-you',
  }),
  price: price.optional().meta({
    description:
      'Of a purchase that the store sends: what was paid, in `currency`; by default the price of the item when the purchase arrives.',
    example: 30,
  }),
  currency: currency
    .optional()
    .meta({ description: 'Of `price`; by default the currency of the item.', example: 'EUR' }),
});
export type Event = z.infer<typeof event>;

/** `POST /v1/events` */
export const eventsBody = z.strictObject({
  events: z.array(event).min(1).max(MAX_EVENTS).meta({ description: 'Either all events are recorded, or none.' }),
});
export const outcome = z.enum(['bought', 'late', 'not-for-sale', 'recorded', 'erased', 'not-stored']).meta({
  description:
    'The outcome of an event. `bought`: the purchase succeeded. `late`: the unique item had already been sold. `not-for-sale`: the item is withdrawn or unknown; of an impression, unknown, so that it is not counted. `recorded`: an event that is no purchase, or a purchase sent with a user token, which the store has to confirm. `erased`: the user was erased after the time of the event, so nothing was stored or sold. `not-stored`: no purchase, and the user has opted out of personalisation.',
});
export type Outcome = z.infer<typeof outcome>;
export const eventsResponse = z.object({
  recorded: z.int().meta({ description: 'The number of new events, without those that are `erased` or `not-stored`.' }),
  repeated: z.int().meta({ description: 'The number of events that had been recorded before.' }),
  sold: z.array(id).meta({ description: 'Unique items that these purchases sold.' }),
  bookmark: z.string().optional().meta({
    description: 'Names this write, like the header `X-Bookmark`. A request with that header sees the write.',
  }),
  outcomes: z
    .array(
      z.object({
        id,
        outcome,
        repeated: z
          .literal(true)
          .optional()
          .meta({ description: 'The event had been recorded before; this is its original outcome.' }),
      }),
    )
    .meta({ description: 'One per event, in the order of the request.' }),
});
export type EventsResponse = z.infer<typeof eventsResponse>;

/** `PUT /v1/items/{id}` */
export const itemBody = z.strictObject({
  title: title.optional(),
  artist: name.optional(),
  image: image.optional(),
  price: price.optional().meta({ description: 'In `currency`; rounded to four decimals.' }),
  currency: currency.optional(),
  tags: tags.optional(),
  uploadedAt: wholeSeconds
    .optional()
    .meta({ description: 'Seconds since 1970; by default unchanged, or now for a new item.' }),
  unique: z.boolean().default(true).meta({ description: 'Whether only one exists: a purchase takes it off sale.' }),
  forSale: z.boolean().optional().meta({
    description: 'By default a new or withdrawn item goes on sale, and a unique item that was sold stays sold.',
  }),
  width: pixels.optional().meta({ description: 'The width of the picture in pixels.' }),
  height: pixels.optional().meta({ description: 'The height of the picture in pixels.' }),
  features: features.optional().meta({
    description:
      "The feature vector of the item's picture; its length must match the model's. If left out, the stored features stay.",
  }),
  encoder: encoderId.optional().meta({
    description:
      'The id of the encoder that made `features`. They are refused if the model was trained on those of another one.',
  }),
});
export const itemResponse = z.object({
  id,
  revision: z.int().meta({ description: 'The revision of the catalogue after this change.' }),
  forSale: z.boolean(),
  recommendable: z
    .boolean()
    .meta({ description: 'Whether the item can be recommended: it has features, or a bundle contains it.' }),
});
export type ItemResponse = z.infer<typeof itemResponse>;

/** The largest number of lines, and of bytes, in one request of the bulk routes. */
export const MAX_LINES = 20_000;
export const MAX_BULK_BODY = 64 * 1024 * 1024;
/** The longest line of `POST /v1/bulk/events`, in bytes. One of `POST /v1/bulk/items` may be as long as an item's body. */
export const MAX_EVENT_LINE = 16 * 1024;
/** The largest number of errors that the answer to a bulk request names. */
export const MAX_LINE_ERRORS = 100;

/** A line of `POST /v1/bulk/items`. */
export const itemLine = z.strictObject({ id: id.meta({ example: 'w-125' }), ...itemBody.shape });
export type ItemLine = z.infer<typeof itemLine>;

const bulkResponse = {
  lines: z.int().meta({ description: 'The number of lines, without empty ones.' }),
  refused: z.int().meta({ description: 'The number of lines that were refused. All others are stored.' }),
  errors: z
    .array(
      z.object({
        line: z.int().meta({ description: 'Counted from 1, with empty lines.' }),
        at: z.string().meta({ description: 'The field; empty for the whole line.' }),
        message: z.string(),
      }),
    )
    .meta({ description: `The first refused lines, at most ${MAX_LINE_ERRORS}.` }),
};
export type LineError = z.infer<typeof bulkResponse.errors>[number];

/** `POST /v1/bulk/events` */
export const bulkEventsResponse = z.object({
  ...bulkResponse,
  recorded: eventsResponse.shape.recorded,
  repeated: eventsResponse.shape.repeated,
  sold: z.int().meta({ description: 'The number of unique items that these purchases sold.' }),
  outcomes: z
    .object(Object.fromEntries(outcome.options.map((name) => [name, z.int()])) as Record<Outcome, z.ZodInt>)
    .meta({ description: 'How many events have each outcome, repeated ones included.' }),
});
export type BulkEventsResponse = z.infer<typeof bulkEventsResponse>;

/** `POST /v1/bulk/items` */
export const bulkItemsResponse = z.object({
  ...bulkResponse,
  written: z.int().meta({ description: 'The number of items that were added or changed.' }),
});
export type BulkItemsResponse = z.infer<typeof bulkItemsResponse>;
