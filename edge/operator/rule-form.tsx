// The form of a rule: what it does, to which items, where and when.
import { ACTS, type RailsConfig, type Rule } from '@curatornet/shared/rails-config.ts';
import { Boxes, Field, Lines } from './fields.tsx';
import { AMOUNTS } from './rule-fields.ts';

type Act = Rule['act'];
/** The sentence of each act, around its number. */
const SENTENCES: Record<Act, [before: string, after: string]> = {
  boost: ['Boost: they move up by', 'places'],
  bury: ['Bury: they move down by', 'places'],
  pin: ['Pin: the best one of them has the place', '(1 is the first)'],
  guarantee: ['Guarantee: they get at least', '% of the places'],
  hide: ['Hide: they are not shown', ''],
};
const BY_DEFAULT = { boost: '10', bury: '10', pin: '1', guarantee: '20' };

const LABELS: Record<string, string> = {
  id: 'Name',
  act: 'What it does',
  match: 'Which items',
  'match.tags': 'Tags',
  'match.artists': 'Artists',
  'match.ids': 'Ids',
  'match.minPrice': 'Cost at least',
  'match.maxPrice': 'Cost at most',
  'match.minAge': 'At least so many days old',
  'match.maxAge': 'At most so many days old',
  places: 'Places',
  place: 'Place',
  percent: 'Percent',
  pages: 'Pages',
  rails: 'Rails',
  from: 'Begins',
  until: 'Ends',
};
/** The label of the field that a mistake is about. */
export const ruleLabel = (at: string): string => LABELS[at] ?? LABELS[at.replace(/\.\d+$/, '')] ?? at;

export function RuleFields({ config, fields }: { config: RailsConfig; fields: URLSearchParams }) {
  const layouts = [...config.pages, ...config.experiments.flatMap(({ variants }) => variants)];
  const rails = layouts.flatMap(({ rails = [], anonymous = [] }) => [...rails, ...anonymous].map(({ id }) => id));
  const field = (name: string) => ({ name, label: LABELS[name] ?? LABELS[`match.${name}`], fields });
  return (
    <>
      <input type="hidden" name="was" value={fields.get('was') ?? ''} />
      <Field {...field('id')} hint="Shown beside the items that it moves, such as summer-sale" />
      <fieldset>
        <legend>{LABELS.act}</legend>
        {ACTS.map((act) => (
          <Choice act={act} fields={fields} />
        ))}
      </fieldset>
      <fieldset>
        <legend>{LABELS.match}: those that fit all that you fill in</legend>
        <div class="grid">
          <Lines {...field('tags')} hint="One a line; one of them is enough" />
          <Lines {...field('artists')} hint="One a line" />
          <Lines {...field('ids')} hint="One a line" />
        </div>
        <div class="grid">
          <Field {...field('minPrice')} type="number" />
          <Field {...field('maxPrice')} type="number" />
          <Field {...field('maxAge')} type="number" />
          <Field {...field('minAge')} type="number" />
        </div>
      </fieldset>
      <div class="grid">
        <Boxes name="pages" legend="Pages; none means all" options={config.pages.map(({ id }) => id)} fields={fields} />
        <Boxes name="rails" legend="Rails; none means all" options={[...new Set(rails)]} fields={fields} />
      </div>
      <div class="grid">
        <Field {...field('from')} type="datetime-local" hint="UTC; empty means at once" />
        <Field {...field('until')} type="datetime-local" hint="UTC; empty means that it does not end" />
      </div>
    </>
  );
}

function Choice({ act, fields }: { act: Act; fields: URLSearchParams }) {
  const [before, after] = SENTENCES[act];
  return (
    <p class="choose">
      <label>
        <input type="radio" name="act" value={act} checked={(fields.get('act') ?? 'boost') === act} /> {before}
      </label>{' '}
      {act !== 'hide' && (
        <input
          type="number"
          name={act}
          value={fields.get(act) ?? BY_DEFAULT[act]}
          aria-label={`${act}: ${AMOUNTS[act]}`}
        />
      )}{' '}
      {after}
    </p>
  );
}
