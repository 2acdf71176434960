// `GET /v1/users/{id}` and `DELETE /v1/users/{id}`: everything that is stored about somebody, and its erasure.
import {
  type ErasedResponse,
  erasedResponse,
  type UserResponse,
  userPath,
  userResponse,
} from '@curatornet/shared/api.ts';
import type { Hono } from 'hono';
import type { App } from '../context.ts';
import { operation } from '../contract/operation.ts';
import { route } from '../contract/route.ts';
import { actFor } from '../http/access.ts';
import { written } from '../storage/available.ts';

const read = operation({
  method: 'get',
  path: '/v1/users/{id}',
  policy: 'user',
  params: userPath,
  summary: 'Everything that is stored about a user',
  answer: userResponse,
  problems: ['unavailable'],
  example: {
    answer: {
      user: 'u-17',
      events: [{ id: 'order-7', item: 'w-3', kind: 'purchase', at: 1_795_000_000, rail: 'for-you' }],
    },
  },
});
const erase = operation({
  method: 'delete',
  path: '/v1/users/{id}',
  policy: 'user',
  params: userPath,
  summary: 'Erases it. Items that the user bought stay sold',
  answer: erasedResponse,
  problems: ['unavailable'],
  example: { answer: { user: 'u-17', erased: 1 } },
});
export const usersOperations = [read, erase] as const;

const EVENTS = 'SELECT id, item, kind, at, rail FROM events WHERE user = ?1 ORDER BY at, seq';

export function users(app: Hono<App>): void {
  route(app, read, async (c, { params: { id: user } }) => {
    actFor(c, user);
    const { results } = await written(() => c.env.DB.prepare(EVENTS).bind(user).all<UserResponse['events'][number]>());
    c.header('cache-control', 'no-store');
    return c.json({ user, events: results } satisfies UserResponse);
  });

  route(app, erase, async (c, { params: { id: user } }) => {
    actFor(c, user);
    const { meta } = await written(() => c.env.DB.prepare('DELETE FROM events WHERE user = ?1').bind(user).run());
    return c.json({ user, erased: meta.changes } satisfies ErasedResponse);
  });
}
