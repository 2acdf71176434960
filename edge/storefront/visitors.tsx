// `/visitors`: choose another visitor, and see the store as they do.
import { id } from '@curatornet/shared/limits.ts';
import type { Hono } from 'hono';
import { z } from 'zod';
import type { App } from '../context.ts';
import { RequestError, validate } from '../http/problems.ts';
import { readForm } from '../http/request.ts';
import type { Services } from '../services.ts';
import { withStorage } from '../storage/available.ts';
import { hasEvents, sampleUsers } from '../storage/people.ts';
import { visit } from '../visit.ts';
import { clearVisitor, setVisitor, visitorOf } from './identity.ts';
import { ItemPicture } from './items.tsx';
import { renderPage } from './layout.tsx';
import { mountPage } from './page.tsx';

const SHOWN = 9;
const PICTURES = 5;

const form = z.object({ user: id });

export function visitorsPage(app: Hono<App>, services: Services): void {
  mountPage(app, 'get', '/visitors', async (c) => {
    const startedAt = Date.now();
    const user = await visitorOf(c);
    return visit(c, services, user === undefined ? { history: [] } : { user }, async (visit) => {
      const people = await withStorage(() => sampleUsers(c.env.DB, SHOWN));
      const { items, rowOf } = await visit.items.select({ items: people.flatMap((person) => person.items) });
      const response = await renderPage(
        c,
        { title: 'Visitors', description: "See the store through another visitor's eyes.", user, visit, startedAt },
        <>
          <div class="narrow">
            <h1>Look through another visitor's eyes</h1>
            <p class="lead">
              The pictures beside each name are what this visitor bought or liked. Or{' '}
              <a href="/welcome">start afresh</a>.
            </p>
          </div>
          <ul class="people">
            {people.map((person) => {
              const has = person.items.flatMap((id) => items[rowOf.get(id) ?? -1] ?? []);
              return (
                <li>
                  <form method="post" action="/visitors">
                    <input type="hidden" name="user" value={person.user} />
                    <button type="submit">
                      <span class="title">{person.user}</span>
                      <span class="label">{has.length} items</span>
                      <span class="strip">
                        {has.slice(0, PICTURES).map((item) => (
                          <ItemPicture item={item} alt="" />
                        ))}
                      </span>
                    </button>
                  </form>
                </li>
              );
            })}
          </ul>
          <div class="narrow">
            <p>
              <a class="button second" href="/visitors">
                Show others
              </a>
            </p>
          </div>
        </>,
      );
      return { response };
    });
  });

  mountPage(app, 'post', '/visitors', async (c) => {
    const { user } = validate(form, Object.fromEntries(await readForm(c)));
    if (!(await withStorage(() => hasEvents(c.env.DB, user))))
      throw new RequestError('not-found', 'We do not know this visitor.');
    await setVisitor(c, user);
    return c.redirect('/', 303);
  });

  mountPage(app, 'post', '/visitors/leave', (c) => {
    clearVisitor(c);
    return c.redirect('/', 303);
  });
}
