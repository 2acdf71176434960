// The document that says which rails a page has, which rules change them, and which variants of a page are compared: its
// schema, what a schema cannot say, and the document that is in force before there is one. The API, the operator's page and the
// worker read it here.
import { z } from 'zod';
import { amount, id, name, text, wholeSeconds } from './limits.ts';

/** The kinds of rails. */
export const RAILS = [
  'for-you',
  'because-you-bought',
  'your-artists',
  'new-for-you',
  'discover',
  'similar',
  'popular',
  'new',
  'a-look-around',
] as const;
export type RailId = (typeof RAILS)[number];

/** The name of a page, a rail, a rule, an experiment or a variant. */
export const slug = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,31}$/, 'must be 1 to 32 small letters, digits and hyphens, beginning with a letter')
  .meta({ minLength: 1, maxLength: 32 });
/** A language, as BCP 47 has it: `de`, `pt-BR`. */
export const language = z
  .string()
  .regex(/^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}$/, 'must be a language, such as de or pt-BR')
  .meta({ example: 'de' });

/** The longest list in a filter. */
export const MAX_FILTER = 256;
const names = z.array(name).min(1).max(MAX_FILTER);
const ids = z.array(id).min(1).max(MAX_FILTER);
/** The filters that are lists. */
export const listFilters = {
  artists: names.optional().meta({ description: 'Only items by these artists.', example: ['Dov Eskrane'] }),
  excludeArtists: names.optional().meta({ description: 'No items by these artists.', example: ['Ada Rue'] }),
  ids: ids.optional().meta({ description: 'Only these items.', example: ['w-7', 'w-8', 'w-9'] }),
  excludeIds: ids.optional().meta({ description: 'None of these items.', example: ['w-7'] }),
  tags: names.optional().meta({ description: 'Only items with one of these tags.', example: ['landscape'] }),
  excludeTags: names.optional().meta({ description: 'No items with any of these tags.', example: ['portrait'] }),
};
export const priceFilters = {
  minPrice: amount.optional().meta({
    description: 'Only items that cost at least this much. Items without a price are left out.',
    example: 50,
  }),
  maxPrice: amount.optional().meta({
    description: 'Only items that cost at most this much. Items without a price are left out.',
    example: 500,
  }),
};
const days = z.int().min(0).max(36_500);
/** Which items: those that pass all that it names. */
export const itemFilter = z.strictObject({
  ...listFilters,
  ...priceFilters,
  minAge: days.optional().meta({
    description: 'Only items that were uploaded at least so many days ago. Items without a time are left out.',
  }),
  maxAge: days.optional().meta({
    description: 'Only items that were uploaded at most so many days ago. Items without a time are left out.',
    example: 30,
  }),
});
export type ItemFilter = z.infer<typeof itemFilter>;

export const MAX_LIMIT = 100;
export const DEFAULT_LIMIT = 20;
export const limit = z
  .int()
  .min(1)
  .max(MAX_LIMIT)
  .meta({
    description: `The largest number of items on a rail, 1 to ${MAX_LIMIT}.`,
    example: DEFAULT_LIMIT,
  });
export const diversity = z.number().min(0).max(1).meta({
  description:
    'How different the items on a rail are: from 0 (ranked by score alone) to 1. Maximal marginal relevance over the best five times `limit` items.',
  example: 0.3,
});
export const perArtist = z.int().min(1).max(MAX_LIMIT).meta({
  description: 'The largest number of items by one artist on a rail; unlimited by default.',
  example: 3,
});

export const railEntry = z.strictObject({
  id: slug.meta({ description: 'The name of the rail, unique on its page.', example: 'for-you' }),
  kind: z.enum(RAILS).optional().meta({ description: 'How the rail is ranked; by default the kind that `id` names.' }),
  titles: z
    .record(language, text(1, 200))
    .optional()
    .meta({
      description:
        'The title by language; by default the English one of the kind. `{item}` stands for the item that the rail is based on.',
      example: { en: 'Landscapes for you', de: 'Landschaften für dich' },
    }),
  limit: limit.optional(),
  diversity: diversity.optional(),
  perArtist: perArtist.optional(),
  filter: itemFilter.optional().meta({ description: 'The items that the rail may show.' }),
  newcomers: z
    .strictObject({
      percent: z.int().min(1).max(50).meta({ description: 'The share of the places.', example: 20 }),
      days: z.int().min(1).max(365).meta({ description: 'The age up to which an item is a newcomer.', example: 14 }),
    })
    .optional()
    .meta({ description: 'Keeps places for items without sales, drawn for each visitor and day.' }),
});
export type RailEntry = z.infer<typeof railEntry>;

export const MAX_RAILS = 16;
const rails = z.array(railEntry).min(1).max(MAX_RAILS);
const layout = {
  rails: rails.meta({ description: 'In the order in which they are filled and shown.' }),
  anonymous: rails.optional().meta({ description: 'The rails for visitors without a history; by default `rails`.' }),
};

/** What a rule does with the items that it matches. */
export const ACTS = ['boost', 'bury', 'pin', 'hide', 'guarantee'] as const;
export const rule = z.strictObject({
  id: slug.meta({ example: 'summer' }),
  act: z.enum(ACTS).meta({
    description:
      '`boost` and `bury` move items up or down by `places`. `pin` puts the best item at `place`. `hide` leaves items out. `guarantee` keeps `percent` of the places.',
  }),
  match: itemFilter,
  places: z.int().min(1).max(MAX_LIMIT).optional().meta({ description: 'Of `boost` and `bury`.', example: 10 }),
  place: z.int().min(1).max(MAX_LIMIT).optional().meta({ description: 'Of `pin`; 1 is the first.' }),
  percent: z.int().min(1).max(100).optional().meta({ description: 'Of `guarantee`.' }),
  pages: z.array(slug).min(1).max(16).optional().meta({ description: 'By default all pages.' }),
  rails: z.array(slug).min(1).max(MAX_RAILS).optional().meta({ description: 'By default all rails.' }),
  from: wholeSeconds.optional().meta({ description: 'When it begins, in seconds since 1970.' }),
  until: wholeSeconds.optional().meta({ description: 'When it ends, in seconds since 1970.' }),
  note: text(0, 500).optional().meta({ description: 'For people.' }),
});
export type Rule = z.infer<typeof rule>;
export const MAX_RULES = 100;

export const variant = z.strictObject({
  id: slug.meta({ example: 'control' }),
  weight: z.int().min(1).max(100).meta({ description: 'Its share of those who take part, relative to the others.' }),
  rails: rails.optional().meta({ description: 'In place of those of the page.' }),
  anonymous: rails.optional().meta({ description: 'In place of those of the page.' }),
  rules: z.array(rule).max(MAX_RULES).optional().meta({ description: 'In addition to those of the document.' }),
});
export type Variant = z.infer<typeof variant>;

export const experiment = z.strictObject({
  id: slug.meta({ description: 'Never used again: results are kept under it.', example: 'more-variety' }),
  page: slug.meta({ description: 'Its page; a page has one experiment at a time.' }),
  percent: z.int().min(1).max(100).default(100).meta({ description: 'The share of the users who take part.' }),
  variants: z.array(variant).min(2).max(4).meta({ description: 'The first one is what the others are compared with.' }),
});
export type Experiment = z.infer<typeof experiment>;

export const railsConfig = z.strictObject({
  language: language.default('en').meta({ description: 'Of the titles, if a request asks for none or for another.' }),
  pages: z
    .array(z.strictObject({ id: slug.meta({ example: 'home' }), ...layout }))
    .min(1)
    .max(16),
  rules: z.array(rule).max(MAX_RULES).default([]),
  experiments: z.array(experiment).max(16).default([]),
});
export type RailsConfig = z.infer<typeof railsConfig>;
export type PageEntry = RailsConfig['pages'][number];

/** The largest body of a request with a rails config, in bytes. */
export const MAX_CONFIG = 64 * 1024;

/** The page of a request that names none. */
export const HOME = 'home';

const entries = (...kinds: RailId[]): RailEntry[] => kinds.map((id) => ({ id }));
/** In force until a store writes its own. */
export const DEFAULT_CONFIG: RailsConfig = {
  language: 'en',
  pages: [
    {
      id: HOME,
      rails: entries('for-you', 'because-you-bought', 'your-artists', 'new-for-you', 'discover'),
      anonymous: entries('popular', 'new', 'a-look-around'),
    },
    { id: 'item', rails: entries('similar', 'for-you'), anonymous: entries('similar', 'popular') },
    { id: 'cart', rails: entries('similar', 'for-you'), anonymous: entries('similar', 'popular') },
    { id: 'email', rails: entries('for-you', 'new-for-you'), anonymous: entries('popular', 'new') },
  ],
  rules: [],
  experiments: [],
};

/** The kind of a rail. @returns undefined if its id is no kind and it names none */
export const kindOf = ({ id, kind }: RailEntry): RailId | undefined => kind ?? RAILS.find((known) => known === id);

/** What is wrong with a document beyond its schema, each with where it is. */
export function checkConfig({ pages, rules, experiments }: RailsConfig): { at: string; message: string }[] {
  const found: { at: string; message: string }[] = [];
  const refuse = (at: string, message: string) => found.push({ at, message });
  const unique = (at: string, list: readonly { id: string }[]) => {
    for (const [nth, { id }] of list.entries())
      if (list.findIndex((other) => other.id === id) < nth) refuse(`${at}.${nth}.id`, `${id} is there twice`);
  };
  const checkRails = (at: string, list: readonly RailEntry[] = []) => {
    unique(at, list);
    for (const [nth, entry] of list.entries()) {
      if (!kindOf(entry))
        refuse(`${at}.${nth}.kind`, `is missing: ${entry.id} is no kind of rail (${RAILS.join(', ')})`);
      checkFilter(`${at}.${nth}.filter`, entry.filter);
    }
  };
  const checkFilter = (at: string, { minPrice = 0, maxPrice, minAge = 0, maxAge }: ItemFilter = {}) => {
    if (maxPrice !== undefined && maxPrice < minPrice) refuse(`${at}.maxPrice`, 'is less than minPrice');
    if (maxAge !== undefined && maxAge < minAge) refuse(`${at}.maxAge`, 'is less than minAge');
  };
  const layouts = [...pages, ...experiments.flatMap(({ variants }) => variants)];
  const railNames = new Set(
    layouts.flatMap(({ rails = [], anonymous = [] }) => [...rails, ...anonymous]).map((r) => r.id),
  );
  const pageNames = new Set(pages.map((page) => page.id));
  const checkRules = (at: string, list: readonly Rule[] = []) => {
    unique(at, list);
    for (const [nth, rule] of list.entries()) {
      const here = `${at}.${nth}`;
      if (Object.values(rule.match).every((one) => one === undefined)) refuse(`${here}.match`, 'matches every item');
      checkFilter(`${here}.match`, rule.match);
      const needed = NEEDS[rule.act];
      for (const field of ['places', 'place', 'percent'] as const)
        if ((rule[field] !== undefined) !== (field === needed))
          refuse(`${here}.${field}`, field === needed ? `is missing: ${rule.act} needs it` : `${rule.act} has none`);
      if (rule.from !== undefined && rule.until !== undefined && rule.until <= rule.from)
        refuse(`${here}.until`, 'is not after from');
      for (const [i, page] of (rule.pages ?? []).entries())
        if (!pageNames.has(page)) refuse(`${here}.pages.${i}`, `there is no page ${page}`);
      for (const [i, rail] of (rule.rails ?? []).entries())
        if (!railNames.has(rail)) refuse(`${here}.rails.${i}`, `no page has a rail ${rail}`);
    }
  };
  unique('pages', pages);
  for (const [nth, { id }] of pages.entries())
    if (RESERVED.includes(id)) refuse(`pages.${nth}.id`, `${id} stands for what no page has led to, in attribution`);
  for (const [nth, { rails, anonymous }] of pages.entries()) {
    checkRails(`pages.${nth}.rails`, rails);
    checkRails(`pages.${nth}.anonymous`, anonymous);
  }
  checkRules('rules', rules);
  unique('experiments', experiments);
  for (const [nth, { page, variants }] of experiments.entries()) {
    const here = `experiments.${nth}`;
    if (!pageNames.has(page)) refuse(`${here}.page`, `there is no page ${page}`);
    if (experiments.findIndex((other) => other.page === page) < nth)
      refuse(`${here}.page`, `another experiment runs on ${page}`);
    unique(`${here}.variants`, variants);
    for (const [i, variant] of variants.entries()) {
      checkRails(`${here}.variants.${i}.rails`, variant.rails);
      checkRails(`${here}.variants.${i}.anonymous`, variant.anonymous);
      checkRules(`${here}.variants.${i}.rules`, variant.rules);
    }
  }
  return found;
}

/** The names of rows of attribution. */
const RESERVED = ['other', 'none'];

/** What an act needs; the others have none of them. */
const NEEDS = { boost: 'places', bury: 'places', pin: 'place', guarantee: 'percent', hide: undefined } as const;
