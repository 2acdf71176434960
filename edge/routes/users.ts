// `GET`, `PUT` and `DELETE /v1/users/{id}`: everything stored about a user is read, opted out of, and erased.
import { userPath } from '@curatornet/shared/api.ts';
import {
  type ConsentResponse,
  consentBody,
  consentResponse,
  type ErasedResponse,
  erasedResponse,
  type UserResponse,
  userQuery,
  userResponse,
} from '@curatornet/shared/api-users.ts';
import type { Hono } from 'hono';
import type { App } from '../context.ts';
import { operation } from '../contract/operation.ts';
import { route } from '../contract/route.ts';
import type { Environment } from '../environment.ts';
import { authorizeUser } from '../http/access.ts';
import { BOOKMARK, withBookmark } from '../http/bookmark.ts';
import { withStorage } from '../storage/available.ts';
import { optIn, optOut } from '../storage/consent.ts';
import { isPersonalised } from '../storage/opt-outs.ts';
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
      personalised: true,
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
      exposures: [{ experiment: 'more-variety', variant: 'control', at: 1_795_000_000 }],
    },
  },
});
const consent = operation({
  method: 'put',
  path: '/v1/users/{id}',
  policy: 'user',
  params: userPath,
  summary:
    'Opt a user out of personalisation, which erases everything stored about them, or take that back. Repeating it changes nothing',
  body: consentBody,
  answer: consentResponse,
  problems: ['unavailable'],
  example: { body: { personalised: false }, answer: { user: 'u-17', personalised: false, erased: 12 } },
});
const erase = operation({
  method: 'delete',
  path: '/v1/users/{id}',
  policy: 'user',
  params: userPath,
  summary:
    'Delete everything stored about a user, except an opt-out. Late retries of their events are not stored. Items they bought stay sold',
  answer: erasedResponse,
  problems: ['unavailable'],
  example: { answer: { user: 'u-17', erased: 1 } },
});
export const usersOperations = [read, consent, erase] as const;

/** How long an erasure may take: it writes a hash for every event. */
const ERASE_MS = 30_000;

export function usersRoutes(app: Hono<App>): void {
  route(app, read, async (c, { params: { id: user }, query: { limit, after } }) => {
    authorizeUser(c, user);
    const [personalised, page] = await withStorage(() =>
      Promise.all([isPersonalised(c.env.DB, user), readUser(c.env.DB, user, limit, after)]),
    );
    c.header('cache-control', 'no-store');
    return c.json({ user, personalised, ...page } satisfies UserResponse);
  });

  route(app, consent, async (c, { params: { id: user }, body: { personalised } }) => {
    authorizeUser(c, user);
    const write = async (env: Environment) => {
      if (!personalised) return optOut(env, user);
      await optIn(env, user);
      return 0;
    };
    const { result: erased, bookmark } = await withStorage(() => withBookmark(c.env, write), ERASE_MS);
    if (bookmark !== undefined) c.header(BOOKMARK, bookmark);
    return c.json({ user, personalised, erased } satisfies ConsentResponse);
  });

  route(app, erase, async (c, { params: { id: user } }) => {
    authorizeUser(c, user);
    const erased = await withStorage(() => eraseUser(c.env, user), ERASE_MS);
    return c.json({ user, erased } satisfies ErasedResponse);
  });
}
