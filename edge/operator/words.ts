// What the rails config says, in plain words: rules, rails and times.
import {
  type Experiment,
  type ItemFilter,
  kindOf,
  type RailEntry,
  type RailId,
  type Rule,
} from '@curatornet/shared/rails-config.ts';
import { KINDS } from '../rails/kinds.ts';

/** What each kind of rail shows. */
export const KIND_WORDS: Record<RailId, string> = {
  'for-you': 'the best for the visitor',
  'because-you-bought': 'similar to a purchase',
  'your-artists': 'by artists in the history',
  'new-for-you': 'the best new ones for the visitor',
  discover: 'by artists who sell little',
  similar: "similar to the page's item",
  popular: 'what sells best',
  new: 'the newest first',
  'a-look-around': 'one of each visual cluster',
};

const DAY = 86_400;

/** A list as in a sentence: `a, b or c`. */
export const listed = (words: readonly string[], last: 'and' | 'or'): string =>
  words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`;

const DATE = { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' } as const;
const TIME = { hour: '2-digit', minute: '2-digit', timeZone: 'UTC' } as const;

/** A time in UTC: the date alone if it is midnight. */
export function timeInWords(at: number): string {
  const time = new Date(at * 1000);
  const date = time.toLocaleDateString('en-GB', DATE);
  return at % DAY === 0 ? date : `${date}, ${time.toLocaleTimeString('en-GB', TIME)} UTC`;
}

const days = (count: number) => (count === 1 ? '1 day' : `${count} days`);

/** Which items: `items tagged sea or lake that cost at most 500`. */
export function filterInWords(filter: ItemFilter): string {
  const { tags, excludeTags, artists, excludeArtists, ids, excludeIds } = filter;
  const { minPrice: least, maxPrice: most, minAge, maxAge } = filter;
  const parts: string[] = [];
  if (tags) parts.push(`tagged ${listed(tags, 'or')}`);
  if (excludeTags) parts.push(`not tagged ${listed(excludeTags, 'or')}`);
  if (artists) parts.push(`by ${listed(artists, 'or')}`);
  if (excludeArtists) parts.push(`not by ${listed(excludeArtists, 'or')}`);
  if (excludeIds) parts.push(`other than ${listed(excludeIds, 'and')}`);
  if (least !== undefined && most !== undefined) parts.push(`that cost ${least} to ${most}`);
  else if (least !== undefined) parts.push(`that cost at least ${least}`);
  else if (most !== undefined) parts.push(`that cost at most ${most}`);
  if (minAge !== undefined) parts.push(`uploaded at least ${days(minAge)} ago`);
  if (maxAge !== undefined) parts.push(`uploaded in the last ${maxAge === 1 ? 'day' : days(maxAge)}`);
  const named = ids ? `${ids.length > 1 ? 'the items' : 'the item'} ${listed(ids, 'and')}` : 'items';
  return [named, ...parts].join(' ');
}

/** What a rule does, where and when: `Boost items tagged sea by 10 places on home, until 1 December 2026`. */
export function ruleInWords({ act, match, places, place, percent, pages, rails, from, until }: Rule): string {
  const items = filterInWords(match);
  const moved = places === 1 ? '1 place' : `${places} places`;
  const what = {
    boost: `Boost ${items} by ${moved}`,
    bury: `Bury ${items} by ${moved}`,
    pin: `Pin the best of ${items} to place ${place}`,
    hide: `Hide ${items}`,
    guarantee: `Guarantee ${percent}% of the places to ${items}`,
  }[act];
  const onRails = rails ? ` on the ${rails.length > 1 ? 'rails' : 'rail'} ${listed(rails, 'and')}` : '';
  const onPages = pages ? `${rails ? ' of' : ' on'} ${listed(pages, 'and')}` : `${rails ? ' of' : ' on'} all pages`;
  const begins = from === undefined ? '' : ` from ${timeInWords(from)}`;
  const ends = until === undefined ? '' : ` until ${timeInWords(until)}`;
  return `${what}${onRails}${onPages}${begins || ends ? `,${begins}${ends}` : ''}`;
}

/** Whether a rule counts now. */
export function stateOf({ from = 0, until = Number.POSITIVE_INFINITY }: Rule, now: number) {
  if (now >= until) return 'ended';
  return now < from ? 'to come' : 'in force';
}

/** The title of a rail in the language of the store, or its kind's. */
export const titleOfRail = (entry: RailEntry, language: string): string =>
  entry.titles?.[language] ?? defaultTitle(kindOf(entry)!);

/** The title of a kind, without the item that it names. */
export const defaultTitle = (kind: RailId): string => KINDS.get(kind)!.title.replace('{item}', '…');

/** What a rail shows beyond its title, a part after the other. */
export function railInWords(entry: RailEntry): string[] {
  const { limit, perArtist, diversity, filter, newcomers } = entry;
  const parts: string[] = [KIND_WORDS[kindOf(entry)!]];
  if (filter) parts.push(`only ${filterInWords(filter)}`);
  if (limit !== undefined) parts.push(limit === 1 ? '1 item' : `up to ${limit} items`);
  if (perArtist !== undefined) parts.push(`at most ${perArtist} by an artist`);
  if (diversity) parts.push(`diversity ${diversity}`);
  if (newcomers) parts.push(`${newcomers.percent}% for unsold items of up to ${days(newcomers.days)}`);
  return parts;
}

/** An experiment: its page, who takes part, and the shares of its variants. */
export function experimentInWords({ page, percent, variants }: Experiment): string {
  const all = variants.reduce((sum, { weight }) => sum + weight, 0);
  const shares = variants.map(({ id, weight }) => `${id} ${Math.round((100 * weight) / all)}%`);
  return `${percent}% of the users of ${page}: ${listed(shares, 'and')}`;
}
