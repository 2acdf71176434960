// The rails of a page as the fields of a form, and back: a row a rail, in order. A button may add a rail, or move or remove one.
import { kindOf, RAILS, type RailEntry } from '@curatornet/shared/rails-config.ts';
import { slugOf } from './rule-fields.ts';

export interface Row {
  /** The id of the rail that it came from: what the form has no field for remains. */
  was: string;
  id: string;
  kind: string;
  limit: string;
  /** By language. */
  titles: Record<string, string>;
}
export interface PageFields {
  rows: Row[];
  /** Of the titles, that of the store first. */
  languages: string[];
}

export function fieldsOfPage(entries: readonly RailEntry[], language: string): PageFields {
  const known = entries.flatMap(({ titles = {} }) => Object.keys(titles));
  const rows = entries.map((entry) => ({
    was: entry.id,
    id: entry.id,
    kind: kindOf(entry)!,
    limit: entry.limit === undefined ? '' : String(entry.limit),
    titles: entry.titles ?? {},
  }));
  return { rows, languages: [...new Set([language, ...known])] };
}

/** The most rows that are read; the schema allows fewer rails. */
const MOST_ROWS = 32;

/** What was posted, after the button that was pressed. */
export function readPageFields(fields: URLSearchParams, language: string): PageFields {
  const typed = (fields.get('languages') ?? '').split(/[\s,]+/).filter(Boolean);
  const languages = [...new Set([language, ...typed])];
  const rows: Row[] = [];
  for (let nth = 0; nth < MOST_ROWS && fields.has(`${nth}.id`); nth++) {
    const read = (name: string) => fields.get(`${nth}.${name}`)?.trim() ?? '';
    const titles = languages.map((one) => [one, read(`title.${one}`)] as const);
    const given = Object.fromEntries(titles.filter(([, title]) => title !== ''));
    rows.push({ was: read('was'), id: read('id'), kind: read('kind'), limit: read('limit'), titles: given });
  }
  return { rows: pressed(rows, fields), languages };
}

function pressed(rows: readonly Row[], fields: URLSearchParams): Row[] {
  const [, act, at] = /^(up|down|remove)\.(\d{1,2})$/.exec(fields.get('do') ?? '') ?? [];
  if (fields.get('do') === 'add') return [...rows, newRow(rows, fields)];
  if (act === undefined || Number(at) >= rows.length) return [...rows];
  const place = Number(at);
  const without = rows.toSpliced(place, 1);
  if (act === 'remove') return without;
  return without.toSpliced(Math.max(0, place + (act === 'up' ? -1 : 1)), 0, rows[place]);
}

/** A row for another rail; by default its name is that of its kind, if that is free. */
function newRow(rows: readonly Row[], fields: URLSearchParams): Row {
  const kind = RAILS.find((one) => one === fields.get('new.kind')) ?? 'for-you';
  const typed = slugOf(fields.get('new.id') ?? '');
  const taken = (id: string) => rows.some((row) => row.id === id);
  let id = typed || kind;
  for (let more = 2; !typed && taken(id); more++) id = `${kind}-${more}`;
  return { was: '', id, kind, limit: '', titles: {} };
}

/** The rails of the rows, which may be invalid. @param known those that they change */
export const railsOfFields = ({ rows }: PageFields, known: readonly RailEntry[]): Record<string, unknown>[] =>
  rows.map(({ was, id, kind, limit, titles }) => {
    const { kind: _kind, limit: _limit, titles: _titles, ...others } = known.find((one) => one.id === was) ?? {};
    return {
      ...others,
      id,
      ...(kind === id ? {} : { kind }),
      ...(limit === '' ? {} : { limit: Number(limit) }),
      ...(Object.keys(titles).length === 0 ? {} : { titles }),
    };
  });
