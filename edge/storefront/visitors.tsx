// `/visitors`: be somebody else, and see the store as they do.
import { id } from '@curatornet/shared/limits.ts';
import type { Hono } from 'hono';
import { z } from 'zod';
import type { App } from '../context.ts';
import { RequestError, validate } from '../http/problems.ts';
import { readForm } from '../http/request.ts';
import type { Services } from '../services.ts';
import { written } from '../storage/available.ts';
import { isKnown, somePeople } from '../storage/people.ts';
import { visit } from '../visit.ts';
import { become, leave, visitorOf } from './identity.ts';
import { Picture } from './items.tsx';
import { show } from './layout.tsx';
import { page } from './page.tsx';

const SHOWN = 9;
const PICTURES = 5;

const form = z.object({ user: id });

export function visitorsPage(app: Hono<App>, services: Services): void {
  page(app, 'get', '/visitors', async (c) => {
    const startedAt = Date.now();
    const user = await visitorOf(c);
    return visit(c, services, user === undefined ? { history: [] } : { user }, async (visit) => {
      const { items, rowOf } = visit.catalogue;
      const people = await written(() => somePeople(c.env.DB, SHOWN));
      const response = await show(
        c,
        { title: 'Visitors', description: 'See the store as somebody else does.', user, visit, startedAt },
        <>
          <div class="narrow">
            <h1>See it as somebody else does</h1>
            <p class="lead">
              Each of them has bought or liked what you see beside the name. Or <a href="/welcome">be somebody new</a>.
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
                          <Picture item={item} alt="" />
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

  page(app, 'post', '/visitors', async (c) => {
    const { user } = validate(form, Object.fromEntries(await readForm(c)));
    if (!(await written(() => isKnown(c.env.DB, user))))
      throw new RequestError('not-found', 'Nothing is known of such a visitor.');
    await become(c, user);
    return c.redirect('/', 303);
  });

  page(app, 'post', '/visitors/leave', (c) => {
    leave(c);
    return c.redirect('/', 303);
  });
}
