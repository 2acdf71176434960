// `/items/{id}`: an item, what looks like it, and who bought; and the forms that like and buy it.
import { MAX_REF } from '@curatornet/shared/api.ts';
import { sha256Hex } from '@curatornet/shared/bundle.ts';
import { id, text } from '@curatornet/shared/limits.ts';
import { topK } from '@curatornet/shared/ranking.ts';
import type { Context, Hono } from 'hono';
import { z } from 'zod';
import type { Item } from '../catalogue/catalogue.ts';
import type { App } from '../context.ts';
import { withBookmark } from '../http/bookmark.ts';
import { RequestError, validate } from '../http/problems.ts';
import { readForm } from '../http/request.ts';
import { purgeItems } from '../http/shared-cache.ts';
import { announce } from '../relay/announce.ts';
import { markAnswered } from '../release/ref.ts';
import type { Services } from '../services.ts';
import { withStorage } from '../storage/available.ts';
import { recordEvents, storefrontSender } from '../storage/events.ts';
import { unknownItems } from '../storage/items.ts';
import { type Buyers, buyersOf } from '../storage/people.ts';
import { type Visit, visit } from '../visit.ts';
import { PER_RAIL } from './home.tsx';
import { keepBookmark, newVisitor, setVisitor, visitorOf } from './identity.ts';
import { artistPath, ItemPicture, ItemRow, itemHref, priceOf, titleOf } from './items.tsx';
import { renderPage } from './layout.tsx';
import { mountPage } from './page.tsx';

/** Pixels: the picture and what is beside it are seen at once in most windows. */
const TALLEST = 560;

const path = z.object({ id });
/** The page chose an id for the event, so that a form which is sent twice buys once. */
const rail = text(1, MAX_REF).optional();
const form = z.object({ event: z.uuid(), rail });

export function itemPage(app: Hono<App>, services: Services): void {
  mountPage(app, 'get', '/items/:id', async (c) => {
    const startedAt = Date.now();
    const { id } = validate(path, c.req.param());
    const from = validate(rail, c.req.query('rail'));
    const user = await visitorOf(c);
    return visit(c, services, user === undefined ? { history: [] } : { user }, async (visit) => {
      const { catalogue, visitor } = visit;
      const row = rowOf(visit, id);
      const item = catalogue.items[row];
      if (user !== undefined && from !== undefined) c.executionCtx.waitUntil(recordClick(c, user, id, from));
      const buyers = await withStorage(() => buyersOf(c.env.DB, item.id, artistsItems(visit, item.artist)));
      const open = catalogue.forSale.slice();
      for (const own of [row, ...visitor.history]) open[own] = 0;
      const alike = catalogue.table.cosines(row);
      const similar = topK(alike, PER_RAIL, open).map((other) => ({ item: catalogue.items[other] }));
      const by = item.artist ? ` by ${item.artist}` : '';
      const state = {
        forSale: catalogue.forSale[row] === 1,
        bought: visitor.bought.includes(row),
        liked: visitor.history.includes(row),
        rail: from,
      };
      const response = await renderPage(
        c,
        {
          title: titleOf(item) + by,
          description: `${titleOf(item)}${by}: the item, what looks like it, and who buys such.`,
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
              title="Looks alike"
              about="Nearest in the space that the network sees in"
              cards={similar}
            />
          )}
        </>,
      );
      return { response };
    });
  });

  mountPage(app, 'post', '/items/:id/like', (c) => recordForm(c, 'like'));
  mountPage(app, 'post', '/items/:id/buy', (c) => recordForm(c, 'purchase'));
}

/** Counts that somebody came from a rail, once. A page does not fail for it. */
async function recordClick(c: Context<App>, user: string, item: string, rail: string): Promise<void> {
  const seen = new TextEncoder().encode(JSON.stringify([user, item, rail]));
  const click = { id: `click-${(await sha256Hex(seen)).slice(0, 32)}`, user, item, kind: 'click', rail } as const;
  const record = async () => recordEvents(c.env, await markAnswered(c.env.DB, [click]), storefrontSender(user));
  await record().catch((error) => console.error('a click cannot be counted:', error));
}

/** Records what a form says and leads on. A stranger becomes a visitor by it. */
async function recordForm(c: Context<App>, kind: 'like' | 'purchase'): Promise<Response> {
  const { id } = validate(path, c.req.param());
  const { event, rail } = validate(form, Object.fromEntries(await readForm(c)));
  const known = await visitorOf(c);
  const user = known ?? newVisitor();
  if ((await withStorage(() => unknownItems(c.env.DB, [id]))).length > 0) throw noSuchItem();
  const one = { id: event, user, item: id, kind, rail };
  const { result, bookmark } = await withStorage(async () => {
    const marked = await markAnswered(c.env.DB, [one]);
    return withBookmark(c.env, (env) => recordEvents(env, marked, storefrontSender(user)));
  });
  keepBookmark(c, bookmark);
  if (kind === 'purchase') await announce(c.env);
  purgeItems(c, result.sold);
  if (known === undefined) await setVisitor(c, user);
  return c.redirect(result.outcomes[0].outcome === 'bought' ? `/?bought=${encodeURIComponent(id)}` : itemHref(id), 303);
}

const noSuchItem = () => new RequestError('not-found', 'There is no such item in the store.');

/** @throws RequestError `not-found` */
function rowOf({ catalogue }: Visit, id: string): number {
  const row = catalogue.rowOf.get(id);
  if (row === undefined) throw noSuchItem();
  return row;
}

function artistsItems({ catalogue: { items, columns } }: Visit, artist: string | undefined): string[] {
  const number = artist === undefined ? undefined : columns.artistNumber.get(artist);
  if (number === undefined) return [];
  return items.flatMap(({ id }, row) => (columns.artist[row] === number ? [id] : []));
}

interface OfferProps {
  item: Item;
  forSale: boolean;
  bought: boolean;
  liked: boolean;
  /** The rail that led here. */
  rail?: string;
}

function Offer({ item, forSale, bought, liked, rail }: OfferProps) {
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
              ? 'There was only one, and you have it.'
              : 'There was only one. What looks like it hangs below.'
          : forSale && 'A print: there are more of it.'}
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
        </div>
      )}
    </div>
  );
}

/** A button that says what somebody did. */
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
            {ofItem.length > 0 ? 'Others' : 'Nobody yet. Others'} by {item.artist}:
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
