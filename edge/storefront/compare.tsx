// `/compare`: three rankings of the same items for one visitor, side by side.

import { HOME } from '@curatornet/shared/rails-config.ts';
import { towerHistory } from '@curatornet/shared/ranking.ts';
import type { Hono } from 'hono';
import type { Item } from '../catalogue/catalogue.ts';
import type { App } from '../context.ts';
import { pageOfRails } from '../page-of-rails.ts';
import { alikeRows } from '../rails/alike.ts';
import { notShown } from '../rails/filter.ts';
import type { Services } from '../services.ts';
import { type Visit, visit } from '../visit.ts';
import { visitorOf } from './identity.ts';
import { Card } from './items.tsx';
import { renderPage } from './layout.tsx';
import { mountPage } from './page.tsx';

const PLACES = 8;

export function comparePage(app: Hono<App>, services: Services): void {
  mountPage(app, 'get', '/compare', async (c) => {
    const startedAt = Date.now();
    const user = await visitorOf(c);
    return visit(c, services, user === undefined ? { history: [] } : { user }, async (visit) => {
      const known = visit.visitor.ids.length > 0;
      const rankings = known ? await rankingsOf(visit) : [];
      const on = new Map<string, string[]>();
      for (const { name, items } of rankings) for (const { id } of items) on.set(id, [...(on.get(id) ?? []), name]);
      const response = await renderPage(
        c,
        {
          title: 'Compare',
          description: 'CuratorNet, visual similarity and popularity compared, for one visitor.',
          user,
          visit,
          startedAt,
        },
        <>
          <div class="narrow">
            <h1>Three ways to rank a store</h1>
            <p class="lead">
              {known
                ? `The first ${PLACES} items for ${user}, out of the same ${visit.items.size.toLocaleString('en')}.`
                : 'They depend on what a visitor likes, and we do not know yet what you like.'}
            </p>
            {!known && (
              <p>
                <a class="button" href="/welcome">
                  Choose three items
                </a>
                <a class="quiet" href="/visitors">
                  or look through another visitor's eyes
                </a>
              </p>
            )}
          </div>
          <div class="compare">
            {rankings.map(({ id, name, about, items }) => (
              <section aria-labelledby={id}>
                <h2 id={id}>{name}</h2>
                <p>{about}</p>
                <ol>
                  {items.map((item) => {
                    const others = on.get(item.id)!.filter((other) => other !== name);
                    return <Card item={item} note={others.length > 0 && `also under ${others.join(' and ')}`} />;
                  })}
                </ol>
              </section>
            ))}
          </div>
        </>,
      );
      return { response };
    });
  });
}

interface Ranking {
  id: string;
  name: string;
  about: string;
  items: Item[];
}

async function rankingsOf(visit: Visit): Promise<Ranking[]> {
  const { items, visitor } = visit;
  const rail = async (id: 'for-you' | 'popular') => {
    const { rails } = await pageOfRails(visit, { page: HOME, rails: [id], limit: PLACES, diversity: 0 });
    const [filled] = rails;
    const ids = filled?.items.map((item) => item.id) ?? [];
    const shown = await items.select({ items: ids });
    return ids.map((id) => shown.items[shown.rowOf.get(id)!]);
  };
  const [forYou, popular] = [await rail('for-you'), await rail('popular')];
  const wanted = { to: towerHistory(visitor.ids), without: notShown(visitor), limit: PLACES };
  const catalogue = await items.select({ alike: wanted });
  const alike = alikeRows(catalogue, wanted).rows;
  return [
    {
      id: 'curatornet',
      name: 'CuratorNet',
      about: 'The neural network reads everything you bought or liked, and ranks by what similar visitors bought next.',
      items: forYou,
    },
    {
      id: 'likeness',
      name: 'Visual similarity',
      about:
        'VisRank: the mean cosine with the items you bought or liked. Here the vectors are those of the network, because the worker has no raw features.',
      items: alike.map((row) => catalogue.items[row]),
    },
    {
      id: 'popularity',
      name: 'Popularity',
      about: 'The items and artists that sell best: the same for everybody.',
      items: popular,
    },
  ];
}
