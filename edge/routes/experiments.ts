// `/v1/experiments`: the experiments that run or ended, their results, and the acts that end one.
import {
  experimentPath,
  experimentResponse,
  experimentsResponse,
  promoteBody,
  stopBody,
} from '@curatornet/shared/api-experiments.ts';
import { configResponse } from '@curatornet/shared/api-rails-config.ts';
import { type Experiment, type RailsConfig, railsConfig } from '@curatornet/shared/rails-config.ts';
import type { Context, Hono } from 'hono';
import type { z } from 'zod';
import type { App } from '../context.ts';
import { operation } from '../contract/operation.ts';
import { route } from '../contract/route.ts';
import { promoted, stopped } from '../experiments/end.ts';
import { readExperiment, readExperiments } from '../experiments/results.ts';
import { RequestError } from '../http/problems.ts';
import { changeConfig, configBefore, describeConfig } from './rails-config.ts';

const span = { state: 'running' as const, startedAt: 1_795_000_000 };
const counts = { visitors: 5012, clicked: 1003, purchased: 121, clicks: 2310, purchases: 150 };
const more = { visitors: 4990, clicked: 1211, purchased: 139, clicks: 2904, purchases: 171 };
const revenue = (amount: number, purchases: number) => [{ currency: 'EUR', amount, purchases }];
const basis = { revision: 7, who: 'ann@store', why: 'more clicks' };
const ended = {
  revision: 8,
  at: 8,
  config: {
    language: 'en',
    pages: [{ id: 'home', rails: [{ id: 'for-you', diversity: 0.4 }] }],
    rules: [],
    experiments: [],
  },
  history: [{ seq: 8, at: 1_795_900_000, kind: 'promote' as const, who: basis.who, why: basis.why, basis: 7 }],
};

const list = operation({
  method: 'get',
  path: '/v1/experiments',
  policy: 'deploy',
  summary: 'List the experiments that run or ended',
  answer: experimentsResponse,
  problems: ['unavailable'],
  example: { answer: { experiments: [{ id: 'more-variety', page: 'home', ...span }] } },
});
const results = operation({
  method: 'get',
  path: '/v1/experiments/{id}',
  policy: 'deploy',
  summary: 'Get the results of an experiment: you may look at them as often as you like',
  params: experimentPath,
  answer: experimentResponse,
  problems: ['not-found', 'unavailable'],
  example: {
    answer: {
      id: 'more-variety',
      page: 'home',
      percent: 100,
      ...span,
      currency: 'EUR',
      sampleRatio: { p: 0.826, mismatch: false },
      variants: [
        { id: 'control', weight: 1, ...counts, revenue: revenue(4510.5, 150) },
        {
          id: 'varied',
          weight: 1,
          ...more,
          revenue: revenue(5102, 171),
          comparison: {
            clickRate: { difference: 0.04257, once: [0.02631, 0.05883], always: [0.01739, 0.06774], p: 0.00003 },
          },
        },
      ],
    },
  },
});
const stop = operation({
  method: 'post',
  path: '/v1/experiments/{id}/stop',
  policy: 'deploy',
  summary: 'Stop an experiment: everybody gets what its page has',
  params: experimentPath,
  body: stopBody,
  answer: configResponse,
  problems: ['config-conflict', 'not-found', 'unavailable'],
  example: { body: basis, answer: { ...ended, history: [{ ...ended.history[0], kind: 'stop' }] } },
});
const promote = operation({
  method: 'post',
  path: '/v1/experiments/{id}/promote',
  policy: 'deploy',
  summary: 'End an experiment and give one of its variants to everybody',
  params: experimentPath,
  body: promoteBody,
  answer: configResponse,
  problems: ['config-conflict', 'not-found', 'unavailable'],
  example: { body: { variant: 'varied', ...basis }, answer: ended },
});
export const experimentsOperations = [list, results, stop, promote] as const;

export function experimentsRoutes(app: Hono<App>): void {
  route(app, list, async (c) => c.json(await readExperiments(c.env.DB)));

  route(app, results, async (c, { params: { id } }) => {
    const experiment = await readExperiment(c.env.DB, id);
    if (!experiment) throw new RequestError('not-found', `there is no experiment ${id}`);
    return c.json(experiment);
  });

  route(app, stop, async (c, { params: { id }, body }) =>
    c.json(await describeConfig(c, await stopExperiment(c, id, body))),
  );

  route(app, promote, async (c, { params: { id }, body }) =>
    c.json(await describeConfig(c, await promoteExperiment(c, id, body))),
  );
}

/** @returns the revision without the experiment */
export async function stopExperiment(c: Context<App>, id: string, body: z.infer<typeof stopBody>): Promise<number> {
  const { revision: basis, who, why } = body;
  const { before } = await running(c, id, basis);
  return changeConfig(c, { config: stopped(before, id), kind: 'stop', who, why, basis });
}

/** @returns the revision with the variant for everybody */
export async function promoteExperiment(
  c: Context<App>,
  id: string,
  { variant, revision: basis, who, why }: z.infer<typeof promoteBody>,
): Promise<number> {
  const { before, experiment } = await running(c, id, basis);
  if (!experiment.variants.some((one) => one.id === variant))
    throw invalid('variant', `there is no variant ${variant} in experiment ${id}`);
  const { data: config, error } = railsConfig.safeParse(promoted(before, experiment, variant));
  if (!config)
    throw invalid('variant', `cannot be in force: ${error.issues[0].path.join('.')} ${error.issues[0].message}`);
  return changeConfig(c, { config, kind: 'promote', who, why, basis });
}

/** An experiment that runs in a revision. @throws RequestError `not-found`, or `config-conflict` if there is no such revision */
async function running(
  c: Context<App>,
  id: string,
  revision: number,
): Promise<{ before: RailsConfig; experiment: Experiment }> {
  const before = await configBefore(c, revision);
  const experiment = before.experiments.find((one) => one.id === id);
  if (!experiment)
    throw new RequestError('not-found', `no experiment ${id} runs in revision ${revision} of the rails config`);
  return { before, experiment };
}

function invalid(at: string, message: string): RequestError {
  return new RequestError('invalid-request', undefined, { errors: [{ at, message }] });
}
