// `/items/{id}`: an item, similar items and buyers, and the forms to like, dislike and buy it.
import { MAX_REF } from '@curatornet/shared/api.ts';
import { sha256Hex } from '@curatornet/shared/bundle.ts';
import { id, text } from '@curatornet/shared/limits.ts';
import { MAX_FILTER } from '@curatornet/shared/rails-config.ts';
import { MAX_HISTORY } from '@curatornet/shared/ranking.ts';
import type { Context, Hono } from 'hono';
import { z } from 'zod';
import type { Catalogue, Item } from '../catalogue/catalogue.ts';
import type { App } from '../context.ts';
import { withBookmark } from '../http/bookmark.ts';
import { usableKey } from '../http/keys.ts';
import { noteEvents } from '../http/notes.ts';
import { RequestError, validate } from '../http/problems.ts';
import { readForm } from '../http/request.ts';
import { purgeItems } from '../http/shared-cache.ts';
import { alikeRows } from '../rails/alike.ts';
import { notShown } from '../rails/filter.ts';
import { hiddenFromSimilar, SIMILAR } from '../rails/plan.ts';
import { artistRows } from '../rails/select.ts';
import { hasRelays, tellRelays } from '../relay/announce.ts';
import { markAnswered, refsOf } from '../release/ref.ts';
import type { Services } from '../services.ts';
import { withStorage } from '../storage/available.ts';
import { recordEvents, storefrontSender } from '../storage/events.ts';
import { unknownItems } from '../storage/items.ts';
import { type Buyers, buyersOf } from '../storage/people.ts';
import { visit } from '../visit.ts';
import { PER_ARTIST, PER_RAIL } from './home.tsx';
import { keepBookmark, newVisitor, setVisitor, visitorOf } from './identity.ts';
import { artistPath, ItemPicture, ItemRow, itemHref, LoadedRow, priceOf, titleOf } from './items.tsx';
import { renderPage } from './layout.tsx';
import { mountPage } from './page.tsx';

/** The largest height of the picture in pixels, so that it fits into most windows. */
const TALLEST = 560;

const path = z.object({ id });
/** The page contains the event's id, so that a form that is sent twice buys once. */
const rail = text(1, MAX_REF).optional();
const form = z.object({ event: z.uuid(), rail });

export function itemPage(app: Hono<App>, services: Services): void {
  mountPage(app, 'get', '/items/:id', async (c) => {
    const startedAt = Date.now();
    const { id } = validate(path, c.req.param());
    const from = validate(rail, c.req.query('rail'));
    const user = await visitorOf(c);
    return visit(c, services, user === undefined ? { history: [] } : { user }, async (visit) => {
      const { items, visitor } = visit;
      const rules = hiddenFromSimilar(visit.config, Math.floor(startedAt / 1000));
      const wanted = { to: [id], without: [id, ...notShown(visitor)], limit: PER_RAIL, rules };
      const catalogue = await items.select({ alike: wanted });
      const row = catalogue.rowOf.get(id);
      if (row === undefined) throw noSuchItem();
      const item = catalogue.items[row];
      const { rows } = alikeRows(catalogue, wanted);
      const [ref] = await refsOf({ ...visit, canary: undefined }, SIMILAR.page, [SIMILAR.rail]);
      const similar = rows.map((other) => ({ item: catalogue.items[other], rail: ref }));
      if (user !== undefined && from !== undefined) c.executionCtx.waitUntil(recordClick(c, user, id, from));
      const theirs =
        item.artist === undefined ? [] : artistsItems(await items.select({ artist: item.artist }), item.artist);
      const buyers = await withStorage(() => buyersOf(c.env.DB, item.id, theirs));
      const known = visitor.ids.length > 0;
      const apiKey = usableKey(c.env.STOREFRONT_KEY);
      const by = item.artist ? ` by ${item.artist}` : '';
      const state = {
        forSale: catalogue.forSale[row] === 1,
        bought: visitor.bought.includes(id),
        liked: visitor.ids.includes(id),
        disliked: visitor.hidden.includes(id),
        rail: from,
      };
      const response = await renderPage(
        c,
        {
          title: titleOf(item) + by,
          description: `${titleOf(item)}${by}: similar items, and who bought it.`,
          user,
          visit,
          startedAt,
        },
        <>
          <article class="item">
            <ItemPicture item={item} alt={titleOf(item) + by} tallest={TALLEST} first />
            <div class="details">
              <h1>{titleOf(item)}</h1>
              {item.artist && (
                <p class="by">
                  <a href={artistPath(item.artist)}>{item.artist}</a>
                </p>
              )}
              <Offer item={item} {...state} />
              <WhoBought item={item} buyers={buyers} user={user} />
            </div>
          </article>
          {similar.length > 0 && (
            <ItemRow
              id="similar"
              title="Similar items"
              about="The most visually similar, according to the neural network"
              cards={similar}
            />
          )}
          {apiKey !== undefined && (
            <LoadedRow
              id={known ? 'for-you' : 'popular'}
              title={known ? 'For you' : 'Popular'}
              about={known ? 'Based on everything you bought or liked' : 'The items and artists that sell best'}
              apiKey={apiKey}
              limit={PER_RAIL}
              options={{
                history: visitor.ids.slice(-MAX_HISTORY),
                excludeIds: [id, ...similar.map(({ item }) => item.id), ...visitor.hidden].slice(0, MAX_FILTER),
                perArtist: PER_ARTIST,
              }}
            />
          )}
        </>,
      );
      return { response };
    });
  });

  mountPage(app, 'post', '/items/:id/like', (c) => recordForm(c, 'like'));
  mountPage(app, 'post', '/items/:id/dislike', (c) => recordForm(c, 'dislike'));
  mountPage(app, 'post', '/items/:id/buy', (c) => recordForm(c, 'purchase'));
}

/** Records once that a visitor came from a rail. The page does not fail if recording fails. */
async function recordClick(c: Context<App>, user: string, item: string, rail: string): Promise<void> {
  const seen = new TextEncoder().encode(JSON.stringify([user, item, rail]));
  const click = { id: `click-${(await sha256Hex(seen)).slice(0, 32)}`, user, item, kind: 'click', rail } as const;
  const record = async () => recordEvents(c.env, await markAnswered(c.env.DB, [click]), storefrontSender(user), false);
  await record().catch((error) => console.error('cannot record a click:', error));
}

/** Records a like, a dislike or a purchase from a form, then redirects. An anonymous visitor gets a user id. */
async function recordForm(c: Context<App>, kind: 'like' | 'dislike' | 'purchase'): Promise<Response> {
  const { id } = validate(path, c.req.param());
  const { event, rail } = validate(form, Object.fromEntries(await readForm(c)));
  const known = await visitorOf(c);
  const user = known ?? newVisitor(event);
  if ((await withStorage(() => unknownItems(c.env.DB, [id]))).length > 0) throw noSuchItem();
  const one = { id: event, user, item: id, kind, rail };
  const { result, bookmark } = await withStorage(async () => {
    const marked = await markAnswered(c.env.DB, [one]);
    return withBookmark(c.env, (env) => recordEvents(env, marked, storefrontSender(user), hasRelays(env)));
  });
  keepBookmark(c, bookmark);
  noteEvents(c, result.outcomes);
  await tellRelays(c.env, result.announcement);
  purgeItems(c, result.sold);
  if (known === undefined) await setVisitor(c, user);
  // What is not for them is not shown to them, so they go on in the store.
  if (kind === 'dislike') return c.redirect('/', 303);
  return c.redirect(result.outcomes[0].outcome === 'bought' ? `/?bought=${encodeURIComponent(id)}` : itemHref(id), 303);
}

const noSuchItem = () => new RequestError('not-found', 'This item is not in the store.');

const artistsItems = (catalogue: Catalogue, artist: string): string[] =>
  artistRows(catalogue, artist).map((row) => catalogue.items[row].id);

interface OfferProps {
  item: Item;
  forSale: boolean;
  bought: boolean;
  liked: boolean;
  disliked: boolean;
  /** The `ref` of the rail that led here. */
  rail?: string;
}

function Offer({ item, forSale, bought, liked, disliked, rail }: OfferProps) {
  const price = priceOf(item);
  return (
    <div class="offer">
      {price && forSale && <p class="amount">{price}</p>}
      {bought && <p class="stamp">Yours</p>}
      {!forSale && !bought && <p class="stamp">Sold</p>}
      <p>
        {item.unique === true
          ? forSale
            ? 'There is only one.'
            : bought
              ? 'There was only one, and it is yours.'
              : 'There was only one. You find similar items below.'
          : forSale && 'A print: more than one is available.'}
      </p>
      {forSale && (
        <div class="buttons">
          {!(bought && item.unique) && (
            <EventButton to={`${itemHref(item.id)}/buy`} name={bought ? 'Buy another' : 'Buy'} rail={rail} main />
          )}
          {liked ? (
            !bought && <p class="quiet">You like it.</p>
          ) : (
            <EventButton to={`${itemHref(item.id)}/like`} name="I like this" rail={rail} />
          )}
          {!bought && !disliked && <EventButton to={`${itemHref(item.id)}/dislike`} name="Not for me" rail={rail} />}
          {disliked && <p class="quiet">It is not for you: you see it on this page only.</p>}
        </div>
      )}
    </div>
  );
}

/** A button that sends a like, a dislike or a purchase. */
function EventButton({ to, name, rail, main = false }: { to: string; name: string; rail?: string; main?: boolean }) {
  return (
    <form method="post" action={to}>
      <input type="hidden" name="event" value={crypto.randomUUID()} />
      {rail !== undefined && <input type="hidden" name="rail" value={rail} />}
      <button type="submit" class={main ? 'button' : 'button second'}>
        {name}
      </button>
    </form>
  );
}

function WhoBought({ item, buyers, user }: { item: Item; buyers: Buyers; user?: string }) {
  const name = (one: string) => (one === user ? 'you' : one);
  const { ofItem, ofArtist } = buyers;
  if (ofItem.length === 0 && ofArtist.length === 0) return null;
  return (
    <section class="buyers" aria-labelledby="buyers">
      <h2 id="buyers">Who bought</h2>
      {ofItem.length > 0 && (
        <p>
          This item:{' '}
          {ofItem.map(({ user }, place) => (
            <>
              {place > 0 && ', '}
              <b>{name(user)}</b>
            </>
          ))}
        </p>
      )}
      {ofArtist.length > 0 && (
        <>
          <p>
            {ofItem.length > 0 ? 'Other items' : 'Nobody yet. Other items'} by {item.artist}:
          </p>
          <ul>
            {ofArtist.map(({ user, items }) => (
              <li>
                {name(user)} <span class="count">{items}</span>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
