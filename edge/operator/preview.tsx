// A trial in pictures: for each visitor the rails before and after, side by side, and which rule moved an item from where.
import type { RailItem } from '@curatornet/shared/api.ts';
import type { PreviewResponse } from '@curatornet/shared/rails-api.ts';
import { ItemPicture, titleOf } from '../storefront/items.tsx';
import type { Trial } from './trial.ts';
import { listed, timeInWords } from './words.ts';

type Visitor = PreviewResponse['visitors'][number];
type ShownRail = Visitor['before'][number];

/** The most places of a rail that are shown. */
const MOST_PLACES = 12;

export function Preview({ trial: { page, now, visitors }, later }: { trial: Trial; later: boolean }) {
  const touched = visitors.filter(({ changed }) => changed > 0).length;
  return (
    <section class="preview" aria-labelledby="preview">
      <h2 id="preview">
        Preview of {page}
        {later && ` on ${timeInWords(now)}`}
      </h2>
      <p class="quiet">
        {touched === 0
          ? `Nothing changes for these ${visitors.length} visitors.`
          : `The page changes for ${touched} of ${visitors.length} visitors. Items with a frame were moved by a rule, which is named below them with the place that they come from.`}
      </p>
      {byChanges(visitors).map((visitor, nth) => (
        <VisitorPreview visitor={visitor} open={nth === 0} />
      ))}
    </section>
  );
}

const byChanges = (visitors: readonly Visitor[]) => visitors.toSorted((a, b) => b.changed - a.changed);

function VisitorPreview({
  visitor: { user, history, before, after, changed },
  open,
}: {
  visitor: Visitor;
  open: boolean;
}) {
  const name = user ?? 'An anonymous visitor';
  const known = user === undefined ? '' : `, ${history} ${history === 1 ? 'item' : 'items'} in the history`;
  const gone = before.filter(({ id }) => !after.some((rail) => rail.id === id));
  return (
    <details open={open}>
      <summary>
        <b>{name}</b>
        {known}: {changed === 0 ? 'no change' : `${changed} ${changed === 1 ? 'place changes' : 'places change'}`}
      </summary>
      {after.map((rail) => (
        <RailPreview before={before.find(({ id }) => id === rail.id)} after={rail} />
      ))}
      {gone.map((rail) => (
        <RailPreview before={rail} />
      ))}
    </details>
  );
}

function RailPreview({ before, after }: { before?: ShownRail; after?: ShownRail }) {
  const { id, title } = (after ?? before)!;
  const idsOf = (rail?: ShownRail) => (rail?.items ?? []).map((item) => item.id);
  const same = JSON.stringify([before?.title, idsOf(before)]) === JSON.stringify([after?.title, idsOf(after)]);
  const renamed = before && after && before.title !== after.title;
  return (
    <div class="pair">
      <h3>
        {title} <code>{id}</code>
        {renamed && <span class="quiet"> was: {before.title}</span>}
      </h3>
      {same ? (
        <p class="quiet">As before.</p>
      ) : (
        <div class="sides">
          <Side name="Before" rail={before} none="The rail is new." />
          <Side name="After" rail={after} none="The rail is gone." marked />
        </div>
      )}
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
  const from = moved && (moved.from === undefined ? 'was not shown' : `from ${moved.from}`);
  return (
    <li class={moved && 'moved'} data-item={item.id}>
      <ItemPicture item={item} alt={titleOf(item)} />
      {moved && (
        <p>
          <b>{listed(moved.rules, 'and')}</b> {from}
        </p>
      )}
    </li>
  );
}
