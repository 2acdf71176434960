// `GET /v1/rails` for a known user, `POST /v1/rails` for a history that the client holds: who -> history -> rails.

import { historyBody, knownUserQuery, type Rail, type RailsResponse, railsResponse } from '@curatornet/shared/api.ts';
import type { Hono } from 'hono';
import type { App, Services } from '../app.ts';
import type { Deployment } from '../database.ts';
import type { Model } from '../model/load.ts';
import { RequestError, validate } from '../problems.ts';
import { forYou } from '../rails/for-you.ts';
import { popular } from '../rails/popular.ts';
import { readJson, readQuery } from '../request.ts';
import type { Operation } from './openapi.ts';

/** Of many unknown items the first few are named. */
const MOST_NAMED = 5;

export const railsOperations: Operation[] = [
  {
    method: 'get',
    path: '/v1/rails',
    summary: 'Rails for a known user',
    query: knownUserQuery,
    answer: railsResponse,
    problems: ['invalid-request', 'unknown-user', 'no-model', 'no-history'],
  },
  {
    method: 'post',
    path: '/v1/rails',
    summary: 'Rails for a history that the client holds; the popular works for an empty one',
    body: historyBody,
    answer: railsResponse,
    problems: [
      'invalid-request',
      'malformed-json',
      'body-too-large',
      'unsupported-media-type',
      'unknown-item',
      'no-model',
    ],
  },
];

export function rails(app: Hono<App>, { models, database }: Services): void {
  app.get('/v1/rails', async (c) => {
    const { user, limit } = validate(knownUserQuery, readQuery(c.req.raw));
    const { deployment, history } = await database(c.env)
      .deploymentAndHistory(user)
      .catch((cause) => {
        console.error('the history cannot be read:', cause);
        throw new RequestError('no-history', undefined, { cause });
      });
    if (history.length === 0) throw new RequestError('unknown-user');
    return models.use(deployment, c.env.MODELS, c.executionCtx, async (found) => {
      const model = orNoModel(found);
      // An event may be about an item that came after the model was made.
      const known = history.map((id) => model.rowOf.get(id)).filter((row) => row !== undefined);
      return c.json(await page(model, known, limit));
    });
  });

  app.post('/v1/rails', async (c) => {
    const { history, limit } = validate(historyBody, await readJson(c.req.raw));
    // Without the database the model that is loaded serves on.
    const deployment: Deployment | null | undefined = await database(c.env)
      .deployment()
      .catch((error) => {
        console.error('the deployment in force cannot be read:', error);
        return undefined;
      });
    return models.use(deployment, c.env.MODELS, c.executionCtx, async (found) => {
      const model = orNoModel(found);
      return c.json(await page(model, rowsOf(model, history), limit));
    });
  });
}

function orNoModel(model: Model | undefined): Model {
  if (!model) throw new RequestError('no-model');
  return model;
}

/** @throws RequestError `unknown-item`, naming the first few */
function rowsOf(model: Model, history: readonly string[]): number[] {
  const rows: number[] = [];
  const errors: { at: string; message: string }[] = [];
  let unknown = 0;
  for (const [place, id] of history.entries()) {
    const row = model.rowOf.get(id);
    if (row !== undefined) rows.push(row);
    else if (unknown++ < MOST_NAMED) errors.push({ at: `history.${place}`, message: `there is no item ${id}` });
  }
  if (unknown > 0)
    throw new RequestError('unknown-item', `${unknown} of ${history.length} items are unknown`, { errors });
  return rows;
}

/** Everything that a page shows of the rails, from one model. */
async function page(model: Model, known: readonly number[], limit: number): Promise<RailsResponse> {
  const shown: Rail = known.length > 0 ? await forYou(model, known, limit) : popular(model, limit);
  return { model: model.version, rails: [shown] };
}
