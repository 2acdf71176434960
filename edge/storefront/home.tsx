// `/`: the home page, with the rails that the API would return.
import type { Rail } from '@curatornet/shared/api-rails.ts';
import { HOME, type RailId } from '@curatornet/shared/rails-config.ts';
import type { Hono } from 'hono';
import type { Item } from '../catalogue/catalogue.ts';
import type { App } from '../context.ts';
import { pageOfRails } from '../page-of-rails.ts';
import type { Services } from '../services.ts';
import { type Visit, visit } from '../visit.ts';
import { visitorOf } from './identity.ts';
import { type CardProps, ItemRow, itemHref, titleOf } from './items.tsx';
import { renderPage } from './layout.tsx';
import { mountPage } from './page.tsx';

export const PER_RAIL = 14;
export const PER_ARTIST = 3;

const ABOUT: Partial<Record<RailId, string>> = {
  'for-you': 'Based on everything you bought or liked',
  'because-you-bought': 'Items that look most like it',
  'new-for-you': 'New items that match your taste',
  discover: 'Artists few have bought from yet',
  popular: 'The items and artists that sell best',
  'a-look-around': 'One item from each visual cluster',
};

export function homePage(app: Hono<App>, services: Services): void {
  mountPage(app, 'get', '/', async (c) => {
    const startedAt = Date.now();
    const user = await visitorOf(c);
    const answer = async (visit: Visit) => {
      const { visitor } = visit;
      const known = visitor.ids.length > 0;
      const { rails } = await pageOfRails(visit, { page: HOME, limit: PER_RAIL, perArtist: PER_ARTIST });
      const bought = c.req.query('bought');
      const itemOf = await itemsOf(visit, rails, bought);
      const title = 'CuratorNet: items that are one of a kind';
      const description = 'A store of one-of-a-kind pictures, arranged for each visitor by what they like and buy.';
      const response = await renderPage(
        c,
        { title, description, user, visit, startedAt },
        <>
          {known ? (
            <>
              <h1 class="unseen">Your store</h1>
              <Bought item={bought !== undefined && visitor.bought.includes(bought) ? itemOf(bought) : undefined} />
            </>
          ) : (
            <Invitation />
          )}
          {rails.map((rail, place) => (
            <ItemRow
              id={rail.id}
              title={rail.title}
              about={ABOUT[rail.kind]}
              cards={cardsOf(itemOf, rail)}
              lead={place === 0}
            />
          ))}
          {rails.length === 0 && <p class="lead">Everything is sold out.</p>}
        </>,
      );
      return { response, rails: rails.length };
    };
    return visit(c, services, user === undefined ? { history: [] } : { user }, answer, { shown: true });
  });
}

function Invitation() {
  return (
    <div class="invitation">
      <h1>There is only one of each.</h1>
      <p class="lead">Pick three items you like, and the store arranges itself for you.</p>
      <p>
        <a class="button" href="/welcome">
          Choose three items
        </a>
        <a class="quiet" href="/visitors">
          or look through another visitor's eyes
        </a>
      </p>
    </div>
  );
}

/** The confirmation right after a purchase. */
function Bought({ item }: { item?: Item }) {
  if (!item) return null;
  return (
    <p class="notice" role="status">
      <a href={itemHref(item.id)}>{titleOf(item)}</a> is yours
      {item.unique === true ? ', and no longer for sale to others' : ''}. The items below were chosen anew for you.
    </p>
  );
}

/** The items of the rails, those that explain them, and perhaps another one. */
async function itemsOf({ items }: Visit, rails: readonly Rail[], other?: string) {
  const shown = rails.flatMap((rail) => rail.items);
  const ids = shown.flatMap(({ id, because }) => (because ? [id, because.item] : [id]));
  const catalogue = await items.select({ items: other === undefined ? ids : [...ids, other] });
  return (id: string): Item => catalogue.items[catalogue.rowOf.get(id)!];
}

/** The cards of a rail, with its `ref`. Each names the item it is similar to, unless the rail's title does. */
function cardsOf(itemOf: (id: string) => Item, { kind, ref: rail, items }: Rail): CardProps[] {
  return items.map((item) => {
    const because = kind === 'because-you-bought' || !item.because ? undefined : itemOf(item.because.item);
    return { item: itemOf(item.id), rail, note: because && <>like {titleOf(because)}</> };
  });
}
