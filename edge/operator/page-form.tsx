// The form of a page's rails: a row a rail with its titles, and buttons that move, remove and add one.
import { DEFAULT_LIMIT, RAILS } from '@curatornet/shared/rails-config.ts';
import { Field, Select } from './fields.tsx';
import type { PageFields, Row } from './page-fields.ts';
import { defaultTitle } from './words.ts';

/** The field that a mistake such as `2.titles.de` is about. */
export function rowLabel(at: string): string {
  const [, nth, field = ''] = /^(\d+)\.?(.*)$/.exec(at) ?? [];
  if (nth === undefined) return at === '' || /^pages\./.test(at) ? 'The rails' : at;
  return `Rail ${Number(nth) + 1}${field && `, ${field.replace(/^titles\.?/, 'title ').trim()}`}`;
}

export function PageRows({ fields: { rows, languages } }: { fields: PageFields }) {
  const own = new URLSearchParams({ languages: languages.join(' ') });
  return (
    <>
      <ol class="rows">
        {rows.map((row, nth) => (
          <RailRow row={row} nth={nth} last={nth === rows.length - 1} languages={languages} />
        ))}
      </ol>
      <fieldset class="add">
        <legend>Add a rail</legend>
        <div class="grid">
          <Select name="new.kind" label="Kind" options={RAILS} value="for-you" />
          <Field name="new.id" label="Name" fields={new URLSearchParams()} hint="Empty: that of the kind" />
          <button type="submit" name="do" value="add" class="button second">
            Add
          </button>
        </div>
      </fieldset>
      <Field
        name="languages"
        label="Languages of the titles"
        fields={own}
        hint="Such as: en de pt-BR. Preview shows a field for each"
      />
    </>
  );
}

function RailRow({ row, nth, last, languages }: { row: Row; nth: number; last: boolean; languages: string[] }) {
  const { was, id, kind, limit, titles } = row;
  const name = (field: string) => `${nth}.${field}`;
  const known = RAILS.find((one) => one === kind);
  const usual = known && defaultTitle(known);
  const fields = new URLSearchParams([
    [name('id'), id],
    [name('limit'), limit],
    ...languages.map((language) => [name(`title.${language}`), titles[language] ?? '']),
  ]);
  const move = (act: string, sign: string, name: string, disabled = false) => (
    <button type="submit" name="do" value={`${act}.${nth}`} disabled={disabled} aria-label={name} title={name}>
      {sign}
    </button>
  );
  return (
    <li>
      <input type="hidden" name={name('was')} value={was} />
      <div class="moves">
        {move('up', '↑', `Move ${id} up`, nth === 0)}
        {move('down', '↓', `Move ${id} down`, last)}
        {move('remove', '✕', `Remove ${id}`)}
      </div>
      <div class="grid">
        <Field name={name('id')} label="Name" fields={fields} />
        <Select name={name('kind')} label="Kind" options={RAILS} value={kind} />
        <Field
          name={name('limit')}
          label="Items at most"
          fields={fields}
          type="number"
          placeholder={String(DEFAULT_LIMIT)}
        />
        {languages.map((language) => (
          <Field name={name(`title.${language}`)} label={`Title, ${language}`} fields={fields} placeholder={usual} />
        ))}
      </div>
    </li>
  );
}
