// A rule as the fields of a form, and back. Lists are texts with an entry a line; times are those of
// <input type="datetime-local">, in UTC.
import { ACTS, type Rule } from '@curatornet/shared/rails-config.ts';

/** The number that each act has, by the name of its field. */
export const AMOUNTS = { boost: 'places', bury: 'places', pin: 'place', guarantee: 'percent' } as const;
export const LIST_FIELDS = ['tags', 'artists', 'ids'] as const;
export const NUMBER_FIELDS = ['minPrice', 'maxPrice', 'minAge', 'maxAge'] as const;
export const TIME_FIELDS = ['from', 'until'] as const;

type Amount = keyof typeof AMOUNTS;
const isAmount = (act: string): act is Amount => Object.hasOwn(AMOUNTS, act);

const secondsOf = (text: string) => Math.floor(Date.parse(`${text}Z`) / 1000);
const localOf = (at: number) => new Date(at * 1000).toISOString().slice(0, 19).replace(/:00$/, '');

/** A name such as `summer-sale` from what somebody typed. */
export const slugOf = (text: string): string =>
  text
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '');

/** @returns the fields that show a rule; those of a new one without */
export function fieldsOfRule(rule?: Rule): URLSearchParams {
  const fields = new URLSearchParams();
  if (!rule) return fields;
  const { id, act, match } = rule;
  fields.set('id', id);
  fields.set('was', id);
  fields.set('act', act);
  if (isAmount(act)) fields.set(act, String(rule[AMOUNTS[act]]));
  for (const name of LIST_FIELDS) if (match[name]) fields.set(name, match[name].join('\n'));
  for (const name of NUMBER_FIELDS) if (match[name] !== undefined) fields.set(name, String(match[name]));
  for (const name of TIME_FIELDS) if (rule[name] !== undefined) fields.set(name, localOf(rule[name]));
  for (const page of rule.pages ?? []) fields.append('pages', page);
  for (const rail of rule.rails ?? []) fields.append('rails', rail);
  return fields;
}

/**
 * The rule in the fields, which may be invalid.
 * @param known the rule that they change: what the form has no field for remains
 */
export function ruleOfFields(fields: URLSearchParams, known?: Rule): Record<string, unknown> {
  const filled = (name: string) => fields.get(name)?.trim() || undefined;
  const lines = (name: string) => {
    const entries = (fields.get(name) ?? '').split(/\r?\n/).map((line) => line.trim());
    const some = [...new Set(entries.filter(Boolean))];
    return some.length > 0 ? some : undefined;
  };
  const number = (name: string) => (filled(name) === undefined ? undefined : Number(filled(name)));
  const chosen = (name: string) => (fields.has(name) ? fields.getAll(name) : undefined);
  const act = ACTS.find((one) => one === fields.get('act'));
  const { excludeTags, excludeArtists, excludeIds } = known?.match ?? {};
  const match = {
    excludeTags,
    excludeArtists,
    excludeIds,
    ...Object.fromEntries(LIST_FIELDS.map((name) => [name, lines(name)])),
    ...Object.fromEntries(NUMBER_FIELDS.map((name) => [name, number(name)])),
  };
  return defined({
    id: slugOf(fields.get('id') ?? ''),
    act,
    match: defined(match),
    ...(act && isAmount(act) ? { [AMOUNTS[act]]: number(act) } : {}),
    pages: chosen('pages'),
    rails: chosen('rails'),
    ...Object.fromEntries(TIME_FIELDS.map((name) => [name, filled(name) && secondsOf(filled(name)!)])),
    note: known?.note,
  });
}

const defined = (value: Record<string, unknown>) =>
  Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined));
