// `GET /v1/users/{id}` and `DELETE /v1/users/{id}`: everything that is stored about somebody, and its erasure.
import {
  type ErasedResponse,
  erasedResponse,
  pathId,
  type UserResponse,
  userResponse,
} from '@curatornet/shared/api.ts';
import type { Hono } from 'hono';
import { actFor } from '../access.ts';
import type { App } from '../app.ts';
import { validate } from '../problems.ts';
import { written } from '../storage.ts';
import type { Operation } from './openapi.ts';
import { route } from './route.ts';

const read: Operation = {
  method: 'get',
  path: '/v1/users/{id}',
  policy: 'user',
  summary: 'Everything that is stored about a user',
  answer: userResponse,
  problems: ['invalid-request', 'unauthorized', 'forbidden', 'too-many-requests', 'unavailable'],
};
const erase: Operation = {
  method: 'delete',
  path: '/v1/users/{id}',
  policy: 'user',
  summary: 'Erases it. Works that the user bought stay sold',
  answer: erasedResponse,
  problems: read.problems,
};
export const usersOperations = [read, erase];

export function users(app: Hono<App>): void {
  route(app, read, async (c) => {
    const user = validate(pathId, c.req.param('id'));
    actFor(c, user);
    const select = c.env.DB.prepare('SELECT id, item, kind, at, rail FROM events WHERE user = ?1 ORDER BY at, seq');
    const { results } = await written(select.bind(user).all<UserResponse['events'][number]>());
    c.header('cache-control', 'no-store');
    return c.json({ user, events: results } satisfies UserResponse);
  });

  route(app, erase, async (c) => {
    const user = validate(pathId, c.req.param('id'));
    actFor(c, user);
    const { meta } = await written(c.env.DB.prepare('DELETE FROM events WHERE user = ?1').bind(user).run());
    return c.json({ user, erased: meta.changes } satisfies ErasedResponse);
  });
}
