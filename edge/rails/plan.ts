// Plans a page: what the rails config has for it, the rules that are in force, the variant of an experiment that the visitor
// gets, and what the request asks for. page.ts fills it.
import type { Filter, PageOptions } from '@curatornet/shared/api-rails.ts';
import { uniformOf } from '@curatornet/shared/hash.ts';
import {
  DEFAULT_LIMIT,
  type Experiment,
  kindOf,
  type PageEntry,
  RAILS,
  type RailEntry,
  type RailsConfig,
  type Rule,
  type Variant,
} from '@curatornet/shared/rails-config.ts';
import type { Alike, Matched, PagePlan, RailPlan } from '../catalogue/wanted.ts';
import { RequestError } from '../http/problems.ts';
import { NOTHING_SHOWN, parseCursor } from './cursor.ts';

const DAY = 86_400;

/** A revision of the rails config. */
export interface ConfigRevision {
  /** 0 for the document in force before the first, and for one that is only tried. */
  seq: number;
  config: RailsConfig;
}

/** Who asks. */
export interface Asker {
  /** Undefined if the client holds the history: such visitors take part in no experiment. */
  user?: string;
  /** The items of the visitor's history that the model knows. */
  history: readonly string[];
  /** Seconds since 1970. */
  now: number;
}

export interface PlannedPage {
  plan: PagePlan;
  /** The variant that the visitor gets. */
  experiment?: { id: string; variant: string };
}

/** @throws RequestError `invalid-request` for a page, a rail or a cursor that there is not */
export function planPage({ seq, config }: ConfigRevision, options: PageOptions, asker: Asker): PlannedPage {
  const place = config.pages.findIndex(({ id }) => id === options.page);
  if (place < 0) {
    const known = config.pages.map(({ id }) => id).join(', ');
    throw invalid('page', `there is no page ${options.page}: the rails config has ${known}`);
  }
  const page = config.pages[place];
  const known = asker.history.length > 0;
  const assigned = asker.user === undefined ? undefined : assign(config.experiments, page.id, asker.user);
  const { variant, at } = assigned ?? {};
  const { entries, from } = layoutOf(known, [
    { layout: variant, at: at ?? '' },
    { layout: page, at: `pages.${place}` },
  ]);
  const keyed = (filter: Matched['filter'], where: string): Matched =>
    seq === 0 ? { filter } : { filter, key: `${seq} ${where}` };
  const inForce = (rules: readonly Rule[] = [], where: string) =>
    rules.flatMap((rule, nth) =>
      isInForce(rule, page.id, asker.now) ? [{ rule, match: keyed(rule.match, `${where}.${nth}`) }] : [],
    );
  const rules = [...inForce(config.rules, 'rules'), ...inForce(variant?.rules, `${at}.rules`)];
  const hides = rules.filter(({ rule }) => rule.act === 'hide');
  const others = rules.filter(({ rule }) => rule.act !== 'hide');
  const language = options.language ?? config.language;
  const shown = shownBefore(options);
  const railOf = ({ entry, where }: { entry: RailEntry; where: string }): RailPlan => ({
    id: entry.id,
    kind: kindOf(entry)!,
    title: titleIn(entry.titles, language, config.language),
    limit: options.limit ?? entry.limit ?? DEFAULT_LIMIT,
    diversity: options.diversity ?? entry.diversity ?? 0,
    perArtist: options.perArtist ?? entry.perArtist,
    only: entry.filter && keyed(entry.filter, where),
    hidden: hides.filter(({ rule }) => rule.rails?.includes(entry.id)).map(({ match }) => match),
    // A pin has its place on the first part of a rail.
    rules: others
      .filter(
        ({ rule }) => (!rule.rails || rule.rails.includes(entry.id)) && (shown.length === 0 || rule.act !== 'pin'),
      )
      .map(({ rule: { id, act, places, place, percent }, match }) => ({ id, act, places, place, percent, match })),
    newcomers: entry.newcomers && { share: entry.newcomers.percent / 100, age: entry.newcomers.days * DAY },
  });
  const placed = entries.map((entry, nth) => ({ entry, where: `${from}.${nth}` }));
  const plan: PagePlan = {
    name: page.id,
    rails: namedBy(options.rails, placed).map(railOf),
    filter: filterOf(options),
    hidden: hides.filter(({ rule }) => !rule.rails).map(({ match }) => match),
    about: options.items ?? [],
    shown,
    now: asker.now,
    visitor: asker.user ?? asker.history.join('\n'),
    explain: options.explain === true,
  };
  return { plan, experiment: assigned && { id: assigned.id, variant: assigned.variant.id } };
}

/**
 * The rails of the first layout that has some for the visitor: those of a variant take the place of the page's. Visitors
 * without a history get those for everybody where there are none for them.
 */
function layoutOf(
  known: boolean,
  layouts: readonly { layout: Partial<Pick<PageEntry, 'rails' | 'anonymous'>> | undefined; at: string }[],
): { entries: readonly RailEntry[]; from: string } {
  for (const which of known ? (['rails'] as const) : (['anonymous', 'rails'] as const))
    for (const { layout, at } of layouts) {
      const entries = layout?.[which];
      if (entries) return { entries, from: `${at}.${which}` };
    }
  throw new Error('a page has no rails');
}

/** The variant of the experiment on a page that a user gets, always the same; undefined if they do not take part. */
function assign(
  experiments: readonly Experiment[],
  page: string,
  user: string,
): { id: string; variant: Variant; at: string } | undefined {
  const nth = experiments.findIndex((one) => one.page === page);
  if (nth < 0) return undefined;
  const { id, percent, variants } = experiments[nth];
  if (uniformOf(`${id}\npart\n${user}`) >= percent / 100) return undefined;
  const weights = variants.reduce((sum, { weight }) => sum + weight, 0);
  let left = uniformOf(`${id}\nvariant\n${user}`) * weights;
  const place = variants.findIndex(({ weight }) => {
    left -= weight;
    return left < 0;
  });
  return { id, variant: variants[place], at: `experiments.${nth}.variants.${place}` };
}

function isInForce({ from = 0, until = Number.POSITIVE_INFINITY, pages }: Rule, page: string, now: number): boolean {
  return now >= from && now < until && (!pages || pages.includes(page));
}

/** The place of similar items among the rails. */
export const SIMILAR = { page: 'item', rail: 'similar' } as const;

/** What rules hide where similar items are shown without a page. */
export function hiddenFromSimilar({ seq, config }: ConfigRevision, now: number): NonNullable<Alike['rules']> {
  const hidden = config.rules.flatMap((rule, nth): Matched[] => {
    const hides = rule.act === 'hide' && isInForce(rule, SIMILAR.page, now);
    if (!hides || (rule.rails && !rule.rails.includes(SIMILAR.rail))) return [];
    return [{ filter: rule.match, key: seq === 0 ? undefined : `${seq} rules.${nth}` }];
  });
  return { hidden, now };
}

/** The title in a language, the same language of no region or of another one, or the language of the store. */
function titleIn(titles: RailEntry['titles'], language: string, ofStore: string): string | undefined {
  if (!titles) return undefined;
  const known = Object.keys(titles);
  for (const wanted of [language, ofStore]) {
    const parts = wanted.toLowerCase().split('-');
    // zh-Hant-HK, zh-Hant, zh.
    for (let most = parts.length; most > 0; most--) {
      const key = known.find((one) => one.toLowerCase() === parts.slice(0, most).join('-'));
      if (key !== undefined) return titles[key];
    }
    const key = known.find((one) => one.toLowerCase().split('-')[0] === parts[0]);
    if (key !== undefined) return titles[key];
  }
  return undefined;
}

/** The rails that a request names: those of the page by their ids, others by their kinds. */
function namedBy(
  wanted: PageOptions['rails'],
  placed: readonly { entry: RailEntry; where: string }[],
): readonly { entry: RailEntry; where: string }[] {
  if (!wanted) return placed;
  return wanted.map((id, nth) => {
    const own = placed.find(({ entry }) => entry.id === id);
    if (own) return own;
    if (RAILS.some((kind) => kind === id)) return { entry: { id }, where: '' };
    const known = [...new Set([...placed.map(({ entry }) => entry.id), ...RAILS])].join(', ');
    throw invalid(`rails.${nth}`, `there is no rail ${id}: there are ${known}`);
  });
}

function shownBefore({ after, rails }: PageOptions): Uint32Array {
  if (after === undefined) return NOTHING_SHOWN;
  if (rails?.length !== 1) throw invalid('after', 'goes on with one rail: name it with `rails`');
  const shown = parseCursor(after);
  if (!shown) throw invalid('after', 'must be the `next` of another answer');
  return shown;
}

function filterOf(options: PageOptions): Filter {
  const { artists, excludeArtists, ids, excludeIds, tags, excludeTags, minPrice, maxPrice } = options;
  return { artists, excludeArtists, ids, excludeIds, tags, excludeTags, minPrice, maxPrice };
}

function invalid(at: string, message: string): RequestError {
  return new RequestError('invalid-request', undefined, { errors: [{ at, message }] });
}
