// `GET /v1/orphans` and `DELETE /v1/orphans/{id}`: events and sales of ids that no item has: wrong ids, or items that were
// never added.
import {
  type OrphanResponse,
  type OrphansResponse,
  orphanPath,
  orphanResponse,
  orphansQuery,
  orphansResponse,
} from '@curatornet/shared/api-users.ts';
import type { Hono } from 'hono';
import type { App } from '../context.ts';
import { operation } from '../contract/operation.ts';
import { route } from '../contract/route.ts';
import { RequestError } from '../http/problems.ts';
import { withStorage } from '../storage/available.ts';
import { deleteOrphan, listOrphans } from '../storage/orphans.ts';

const list = operation({
  method: 'get',
  path: '/v1/orphans',
  policy: 'service',
  summary: 'List ids that events or sales name and that no item has, sorted by id',
  query: orphansQuery,
  answer: orphansResponse,
  problems: ['unavailable'],
  example: { answer: { orphans: [{ id: 'w-601', events: 2, sold: true }], next: 'w-601' } },
});
const remove = operation({
  method: 'delete',
  path: '/v1/orphans/{id}',
  policy: 'service',
  summary: 'Delete the events and the sale of an id that no item has',
  params: orphanPath,
  answer: orphanResponse,
  problems: ['not-found', 'unavailable'],
  example: { answer: { id: 'w-601', erased: 2 } },
});
export const orphansOperations = [list, remove] as const;

export function orphansRoutes(app: Hono<App>): void {
  route(app, list, async (c, { query: { limit, after } }) =>
    c.json((await withStorage(() => listOrphans(c.env.DB, limit, after))) satisfies OrphansResponse),
  );

  route(app, remove, async (c, { params: { id } }) => {
    const erased = await withStorage(() => deleteOrphan(c.env.DB, id));
    if (erased === undefined)
      throw new RequestError('not-found', `${id} is an item: DELETE /v1/items/{id} takes it off sale`);
    return c.json({ id, erased } satisfies OrphanResponse);
  });
}
