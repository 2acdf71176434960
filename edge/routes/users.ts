// `GET /v1/users/{id}` and `DELETE /v1/users/{id}`: read and erase everything stored about a user.
import {
  type ErasedResponse,
  erasedResponse,
  type UserResponse,
  userPath,
  userQuery,
  userResponse,
} from '@curatornet/shared/api.ts';
import type { Hono } from 'hono';
import type { App } from '../context.ts';
import { operation } from '../contract/operation.ts';
import { route } from '../contract/route.ts';
import { authorizeUser } from '../http/access.ts';
import { withStorage } from '../storage/available.ts';
import { eraseUser, readUser } from '../storage/users.ts';

const read = operation({
  method: 'get',
  path: '/v1/users/{id}',
  policy: 'user',
  params: userPath,
  summary: 'Get everything stored about a user, in pages',
  query: userQuery,
  answer: userResponse,
  problems: ['unavailable'],
  example: {
    answer: {
      user: 'u-17',
      events: [
        {
          id: 'order-7',
          item: 'w-3',
          kind: 'purchase',
          at: 1_795_000_000,
          rail: '12.2c28e1f8b4ba382f.home.for-you',
          outcome: 'bought',
          price: 30,
          currency: 'EUR',
        },
      ],
      impressions: [{ item: 'w-125', count: 9, ignored: 3, at: 1_795_000_400 }],
    },
  },
});
const erase = operation({
  method: 'delete',
  path: '/v1/users/{id}',
  policy: 'user',
  params: userPath,
  summary:
    'Delete everything stored about a user. Late retries of their events are not stored. Items they bought stay sold',
  answer: erasedResponse,
  problems: ['unavailable'],
  example: { answer: { user: 'u-17', erased: 1 } },
});
export const usersOperations = [read, erase] as const;

/** How long an erasure may take: it writes a hash for every event. */
const ERASE_MS = 30_000;

export function usersRoutes(app: Hono<App>): void {
  route(app, read, async (c, { params: { id: user }, query: { limit, after } }) => {
    authorizeUser(c, user);
    const page = await withStorage(() => readUser(c.env.DB, user, limit, after));
    c.header('cache-control', 'no-store');
    return c.json({ user, ...page } satisfies UserResponse);
  });

  route(app, erase, async (c, { params: { id: user } }) => {
    authorizeUser(c, user);
    const erased = await withStorage(() => eraseUser(c.env, user), ERASE_MS);
    return c.json({ user, erased } satisfies ErasedResponse);
  });
}
