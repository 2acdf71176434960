// The schemas of requests and responses about what is stored: of users, of ids that no item has, and the export.
import { z } from 'zod';
import { numeral } from './api.ts';
import { kind } from './kinds.ts';
import { id } from './limits.ts';

/** The largest number of entries on a page. */
const MAX_PAGE = 1000;
const pageLimit = numeral(z.int().min(1).max(MAX_PAGE))
  .default(MAX_PAGE)
  .meta({ description: `The largest number of entries on the page, 1 to ${MAX_PAGE}.`, example: 100 });
const next = (example: string) =>
  z
    .string()
    .optional()
    .meta({ description: 'Send it as `after` to get the next page; missing on the last page.', example });

/** `GET /v1/users/{id}?limit=1000&after=CURSOR` */
export const userQuery = z.strictObject({
  limit: pageLimit,
  after: z
    .string()
    .regex(/^((\d{0,15}|impressions)\.\d{1,15}|exposures\.[a-z0-9-]{0,32})$/, 'must be the `next` of another page')
    .optional()
    .meta({ description: 'The `next` of the previous page.', example: '1795000000.12' }),
});

/** One page of everything stored about a user. */
export const userResponse = z.object({
  user: id,
  personalised: z.boolean().meta({ description: 'False if the user has opted out of personalisation.' }),
  events: z.array(
    z.object({
      id,
      item: id,
      kind,
      at: z.int().nullable(),
      rail: z.string().nullable(),
      outcome: z.enum(['bought', 'late', 'not-for-sale', 'recorded']),
      price: z.number().optional().meta({ description: 'Of a purchase, if it is known.' }),
      currency: z.string().optional(),
    }),
  ),
  impressions: z
    .array(
      z.object({
        item: id,
        count: z.int().meta({ description: 'How often the item was shown to the user.' }),
        ignored: z
          .int()
          .meta({ description: 'How often since they last clicked, liked, put into the cart or bought it.' }),
        at: z.int().meta({ description: 'The time of the latest impression.' }),
      }),
    )
    .meta({ description: 'They follow after the last event.' }),
  exposures: z
    .array(
      z.object({
        experiment: z.string(),
        variant: z.string().meta({ description: 'The variant that the user sees.' }),
        at: z.int().meta({ description: 'When the user saw it first.' }),
      }),
    )
    .meta({ description: 'The experiments that the user took part in. They follow after the last impression.' }),
  next: next('1795000000.12'),
});
export type UserResponse = z.infer<typeof userResponse>;

/** `PUT /v1/users/{id}` */
export const consentBody = z.strictObject({
  personalised: z.boolean().meta({
    description:
      '`false` opts the user out: they get the anonymous rails, what is stored about them is erased, and nothing more is stored but this. `true` takes it back.',
    example: false,
  }),
});
export const consentResponse = z.object({
  user: id,
  personalised: z.boolean(),
  erased: z.int().meta({ description: 'The number of erased events.' }),
});
export type ConsentResponse = z.infer<typeof consentResponse>;
export const erasedResponse = z.object({
  user: id,
  erased: z.int().meta({ description: 'The number of erased events.' }),
});
export type ErasedResponse = z.infer<typeof erasedResponse>;

/** `GET /v1/orphans?limit=1000&after=ID` */
export const orphansQuery = z.strictObject({
  limit: pageLimit,
  after: id.optional().meta({ description: 'The `next` of the previous page.', example: 'w-601' }),
});
/** The `{id}` of `/v1/orphans/{id}`. */
export const orphanPath = z.strictObject({
  id: id.meta({ description: 'An id that events name and that no item has.', example: 'w-601' }),
});
export const orphansResponse = z.object({
  orphans: z.array(
    z.object({
      id,
      events: z.int().meta({ description: 'The number of events with this id.' }),
      sold: z.boolean().meta({ description: 'Whether an item that is created with this id counts as sold.' }),
    }),
  ),
  next: next('w-601'),
});
export type OrphansResponse = z.infer<typeof orphansResponse>;
export const orphanResponse = z.object({ id, erased: z.int().meta({ description: 'The number of deleted events.' }) });
export type OrphanResponse = z.infer<typeof orphanResponse>;

/** `GET /v1/export?after=CURSOR` */
export const exportQuery = z.strictObject({
  after: z
    .string()
    .regex(
      /^(features\.[\w-]{0,700}|(events|impressions)\.\d{1,15})$/,
      'must be the `cursor` of a line of another export',
    )
    .optional()
    .meta({
      description:
        'The last `cursor` of an export that was interrupted: the lines after it. Without it, an export begins with the items.',
      example: 'events.2000',
    }),
});
