// `/compare`: three rankings of the same items for one visitor, side by side.

import { topK, towerHistory } from '@curatornet/shared/ranking.ts';
import type { Hono } from 'hono';
import type { Catalogue, Item } from '../catalogue/catalogue.ts';
import type { App } from '../context.ts';
import { closeKnown } from '../rails/filter.ts';
import { fillRails } from '../rails/page.ts';
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
      const known = visit.visitor.history.length > 0;
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
                ? `The first ${PLACES} items for ${user}, out of the same ${visit.catalogue.size.toLocaleString('en')}.`
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
  const { catalogue, visitor } = visit;
  const itemOf = (id: string) => catalogue.items[catalogue.rowOf.get(id)!];
  const rail = async (id: 'for-you' | 'popular') => {
    const [filled] = await fillRails(visit, [id], { limit: PLACES, diversity: 0 });
    return filled?.items.map((item) => itemOf(item.id)) ?? [];
  };
  const [forYou, popular] = [await rail('for-you'), await rail('popular')];
  const open = catalogue.forSale.slice();
  closeKnown(open, visitor);
  const alike = topK(likeness(catalogue, towerHistory(visitor.history)), PLACES, open);
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

/** The mean cosine of each row's vector with the vectors of a history. */
function likeness({ table }: Catalogue, history: readonly number[]): Float32Array {
  const sums = new Float32Array(table.rows);
  for (const row of history) for (const [other, cosine] of table.cosines(row).entries()) sums[other] += cosine;
  return sums.map((sum) => sum / history.length);
}
