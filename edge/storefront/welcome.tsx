// `/welcome`: an anonymous visitor picks three items, and becomes a user with personal rails.

import { id } from '@curatornet/shared/limits.ts';
import { HOME } from '@curatornet/shared/rails-config.ts';
import type { Hono } from 'hono';
import { z } from 'zod';
import type { App } from '../context.ts';
import { withBookmark } from '../http/bookmark.ts';
import { noteEvents } from '../http/notes.ts';
import { RequestError, validate } from '../http/problems.ts';
import { readForm } from '../http/request.ts';
import { pageOfRails } from '../page-of-rails.ts';
import { rowsOf } from '../rails/profile.ts';
import type { Services } from '../services.ts';
import { withStorage } from '../storage/available.ts';
import { recordEvents, storefrontSender } from '../storage/events.ts';
import { unknownItems } from '../storage/items.ts';
import { visit } from '../visit.ts';
import { keepBookmark, newVisitor, setVisitor } from './identity.ts';
import { ItemPicture, titleOf } from './items.tsx';
import { renderPage } from './layout.tsx';
import { mountPage } from './page.tsx';

/** The number of items to pick. */
const LIKES = 3;
/** The number of items to choose from. */
const CHOICES = 24;

const form = z.object({ item: z.array(id).min(1).max(CHOICES) });

export function welcomePage(app: Hono<App>, services: Services): void {
  mountPage(app, 'get', '/welcome', (c) => {
    const startedAt = Date.now();
    return visit(c, services, { history: [] }, async (visit) => {
      // A diverse choice: one item of each cluster, then popular ones if there are few clusters.
      const { rails } = await pageOfRails(visit, {
        page: HOME,
        rails: ['a-look-around', 'popular'],
        limit: CHOICES,
        diversity: 0.5,
        perArtist: 1,
      });
      const shown = rails.flatMap(({ items }) => items).slice(0, CHOICES);
      const ids = shown.map(({ id }) => id);
      const catalogue = await visit.items.select({ items: ids });
      const choices = rowsOf(catalogue, ids).map((row) => catalogue.items[row]);
      const response = await renderPage(
        c,
        {
          title: 'Choose three items',
          description: 'Pick three items you like, and the store arranges itself for you.',
          visit,
          startedAt,
        },
        <form method="post" action="/welcome" class="welcome" data-likes={LIKES}>
          <div class="narrow">
            <h1>Choose three items</h1>
            <p class="lead">Pick what you like to look at, and the store arranges itself for you at once.</p>
          </div>
          <fieldset>
            <legend class="unseen">Items to choose from</legend>
            {choices.map((item, place) => (
              <label class="choice">
                <input type="checkbox" name="item" value={item.id} />
                <ItemPicture
                  item={item}
                  alt={`${titleOf(item)}${item.artist ? ` by ${item.artist}` : ''}`}
                  first={place < 6}
                />
              </label>
            ))}
          </fieldset>
          <p class="done">
            <button type="submit" class="button">
              Arrange my store
            </button>
            <span class="quiet" role="status" data-chosen />
          </p>
        </form>,
      );
      return { response };
    });
  });

  mountPage(app, 'post', '/welcome', async (c) => {
    const { item: chosen } = validate(form, { item: (await readForm(c)).getAll('item') });
    const items = [...new Set(chosen)];
    const unknown = await withStorage(() => unknownItems(c.env.DB, items));
    if (unknown.length > 0) throw new RequestError('not-found', 'One of these items is not in the store.');
    const user = newVisitor(crypto.randomUUID());
    const events = items.map((item) => ({ id: crypto.randomUUID(), user, item, kind: 'like' as const }));
    const { result, bookmark } = await withStorage(() =>
      withBookmark(c.env, (env) => recordEvents(env, events, storefrontSender(user), false)),
    );
    keepBookmark(c, bookmark);
    noteEvents(c, result.outcomes);
    await setVisitor(c, user);
    return c.redirect('/', 303);
  });
}
