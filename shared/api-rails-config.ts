// The schemas of the API for the rails config, which a deploy key opens.
import { z } from 'zod';
import { railItem } from './api-rails.ts';
import { id, text } from './limits.ts';
import { HOME, railsConfig, slug } from './rails-config.ts';
import { MAX_HISTORY } from './ranking.ts';

/** The revision that a change is decided on. If another change came in between, the worker refuses it. */
const basis = {
  revision: z.int().min(0).meta({
    description:
      'The revision that `GET /v1/rails-config` returned. If another one is in force by now, nothing changes. The same change sent again has the same outcome.',
    example: 6,
  }),
  who: text(0, 128).default('').meta({ description: 'Who, for the history.', example: 'ann@store' }),
  why: text(0, 1000).default('').meta({ description: 'Why, for the history.', example: 'summer sale' }),
};
export const configBody = z.strictObject({ config: railsConfig, ...basis });
export const configRollbackBody = z.strictObject({
  to: z.int().min(0).meta({ description: 'The revision to return to; 0 for the built-in one.', example: 5 }),
  ...basis,
});
export const changeBasis = z.strictObject(basis);

export const revisionEntry = z.object({
  seq: z.int(),
  at: z.int().meta({ description: 'Seconds since 1970.' }),
  kind: z.enum(['change', 'rollback', 'stop', 'promote']),
  who: z.string(),
  why: z.string(),
  basis: z.int().meta({ description: 'The revision that it was decided on.' }),
});
export type RevisionEntry = z.infer<typeof revisionEntry>;

/** `GET /v1/rails-config?at=5` */
export const configQuery = z.strictObject({
  at: z
    .string()
    .regex(/^\d{1,15}$/, 'must be a revision')
    .transform(Number)
    .pipe(z.int())
    .optional()
    .meta({ description: 'A revision; by default the one in force. 0 is the built-in one.', example: 5 }),
});
export const configResponse = z.object({
  revision: z.int().meta({ description: 'The revision in force; 0 for the built-in one.' }),
  at: z.int().meta({ description: 'The revision of `config`.' }),
  config: railsConfig,
  history: z.array(revisionEntry).meta({ description: 'The latest revisions, latest first.' }),
});
export type ConfigResponse = z.infer<typeof configResponse>;

/** The largest number of visitors of a preview. */
export const MAX_VISITORS = 10;
/** `POST /v1/rails-config/preview`: what a document would change. */
export const previewBody = z.strictObject({
  config: railsConfig,
  page: slug.default(HOME),
  users: z.array(id).max(MAX_VISITORS).default([]).meta({ description: 'Users, whose histories are known.' }),
  histories: z
    .array(z.array(id).max(MAX_HISTORY))
    .max(MAX_VISITORS)
    .default([])
    .meta({ description: 'Histories of visitors; an empty one is an anonymous visitor.' }),
  items: z.array(id).min(1).max(32).optional().meta({ description: 'The items that the page is about.' }),
  now: z.int().min(0).optional().meta({ description: 'When, in seconds since 1970; by default now.' }),
});
const previewed = z.object({ id: slug, title: z.string(), items: z.array(railItem) });
export const previewResponse = z.object({
  model: z.string(),
  visitors: z.array(
    z.object({
      user: id.optional(),
      history: z.int().meta({ description: 'The number of known items in the history.' }),
      before: z.array(previewed).meta({ description: 'The rails with the config in force.' }),
      after: z.array(previewed).meta({ description: 'The rails with the config of the request.' }),
      changed: z.int().meta({ description: 'Places whose item differs, and places that come or go.' }),
    }),
  ),
});
export type PreviewResponse = z.infer<typeof previewResponse>;
