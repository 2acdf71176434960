// A trial in pictures: for each visitor the rails before and after, side by side, and which rule moved an item from where.
import type { RailItem } from '@curatornet/shared/api-rails.ts';
import type { PreviewResponse } from '@curatornet/shared/api-rails-config.ts';
import { ItemPicture, titleOf } from '../storefront/items.tsx';
import type { Trial } from './trial.ts';
import { listed, timeInWords } from './words.ts';

type Visitor = PreviewResponse['visitors'][number];
type ShownRail = Visitor['before'][number];

/** The most places of a rail that are shown. */
const MOST_PLACES = 12;

interface PreviewProps {
  trial: Trial;
  /** Whether it shows a later time than now. */
  later: boolean;
  /** The change in words. */
  said?: string;
}

export function Preview({ trial: { page, now, visitors }, later, said }: PreviewProps) {
  const touched = visitors.filter((visitor) => pairsOf(visitor).some(isChanged)).length;
  return (
    <section class="preview" aria-labelledby="preview">
      <h2 id="preview">
        Preview of {page}
        {later && ` on ${timeInWords(now)}`}
      </h2>
      {said && <p class="lead">{said}.</p>}
      <p class="quiet">
        {touched === 0
          ? `Nothing changes for these ${visitors.length} visitors.${said ? ' Tags, artists and ids must be spelled as the items have them.' : ' Titles are those in the language of the store.'}`
          : `The page changes for ${touched} of ${visitors.length} visitors.${said ? ' A rule moved the items with a frame: its name is below them, and the place that they have without rules.' : ''}`}
      </p>
      {byChanges(visitors).map((visitor, nth) => (
        <VisitorPreview visitor={visitor} open={nth === 0} />
      ))}
    </section>
  );
}

const byChanges = (visitors: readonly Visitor[]) => visitors.toSorted((a, b) => b.changed - a.changed);

function VisitorPreview({ visitor, open }: { visitor: Visitor; open: boolean }) {
  const { user, history, changed } = visitor;
  const name = user ?? 'An anonymous visitor';
  const known = user === undefined ? '' : `, ${history} ${history === 1 ? 'item' : 'items'} in the history`;
  const pairs = pairsOf(visitor);
  const same = pairs.filter((pair) => !isChanged(pair)).map(({ after }) => after!.title);
  return (
    <details open={open}>
      <summary>
        <b>{name}</b>
        {known}:{' '}
        {changed === 0 ? 'no place changes' : `${changed} ${changed === 1 ? 'place changes' : 'places change'}`}
      </summary>
      {pairs.filter(isChanged).map((pair) => (
        <RailPreview {...pair} />
      ))}
      {same.length > 0 && <p class="quiet">As before: {listed(same, 'and')}.</p>}
    </details>
  );
}

/** A rail of both pages, or of one. */
interface Pair {
  before?: ShownRail;
  after?: ShownRail;
}

/** The rails after, then those that are gone. */
function pairsOf({ before, after }: Visitor): Pair[] {
  const gone = before.filter(({ id }) => !after.some((rail) => rail.id === id));
  return [
    ...after.map((rail) => ({ before: before.find(({ id }) => id === rail.id), after: rail })),
    ...gone.map((rail) => ({ before: rail })),
  ];
}

function isChanged({ before, after }: Pair): boolean {
  const shown = (rail?: ShownRail) => JSON.stringify([rail?.title, rail?.items.map(({ id }) => id)]);
  return shown(before) !== shown(after);
}

function RailPreview({ before, after }: Pair) {
  const { id, title } = (after ?? before)!;
  return (
    <div class="pair">
      <h3>
        {title} <code>{id}</code>
        {before && after && before.title !== title && <span class="quiet"> was: {before.title}</span>}
      </h3>
      <div class="sides">
        <Side name="Before" rail={before} none="The rail is new." />
        <Side name="After" rail={after} none="The rail is gone." marked />
      </div>
    </div>
  );
}

function Side({
  name,
  rail,
  none,
  marked = false,
}: {
  name: string;
  rail?: ShownRail;
  none: string;
  marked?: boolean;
}) {
  const more = (rail?.items.length ?? 0) - MOST_PLACES;
  return (
    <div>
      <h4>{name}</h4>
      {rail ? (
        <ol>
          {rail.items.slice(0, MOST_PLACES).map((item) => (
            <Thumbnail item={item} moved={marked ? item.moved : undefined} />
          ))}
        </ol>
      ) : (
        <p class="quiet">{none}</p>
      )}
      {more > 0 && <p class="quiet">and {more} more</p>}
    </div>
  );
}

function Thumbnail({ item, moved }: { item: RailItem; moved: RailItem['moved'] }) {
  const from = moved && (moved.from === undefined ? 'new here' : `from ${moved.from}`);
  return (
    <li class={moved && 'moved'} data-item={item.id}>
      <ItemPicture item={item} alt={titleOf(item)} />
      {moved && (
        <p>
          <b>{listed(moved.rules, 'and')}</b>
          {from}
        </p>
      )}
    </li>
  );
}
