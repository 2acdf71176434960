// The type of the API for hono's client, derived from the operations: `hc<Api>(address)`. Types only: importing this file
// imports no code of the worker.
import type { Problem, ProblemStatus } from '@curatornet/shared/api.ts';
import type { Hono } from 'hono';
import type { z } from 'zod';
import type { Operation } from './contract/operation.ts';
import type { OPERATIONS } from './operations.ts';

/** Converts `/v1/items/{id}` to hono's `/v1/items/:id`. */
type HonoPath<P extends string> = P extends `${infer Before}{${infer Name}}${infer After}`
  ? `${Before}:${Name}${HonoPath<After>}`
  : P;

type Input<O extends Operation> = (O['params'] extends z.ZodType ? { param: z.input<O['params']> } : unknown) &
  (O['query'] extends z.ZodType ? { query: z.input<O['query']> } : unknown) &
  (O['body'] extends z.ZodType ? { json: z.input<O['body']> } : unknown);

type Format<O extends Operation> = O['media'] extends string ? 'text' : 'json';

type Status<O extends Operation> = O['status'] extends number ? O['status'] : 200;

type Endpoint<O extends Operation> =
  | { input: Input<O>; output: z.output<O['answer']>; outputFormat: Format<O>; status: Status<O> }
  | { input: Input<O>; output: Problem; outputFormat: 'json'; status: ProblemStatus };

type Schema<O extends Operation> = {
  [P in O['path'] as HonoPath<P>]: {
    [M in Extract<O, { path: P }>['method'] as `$${M}`]: Endpoint<Extract<O, { path: P; method: M }>>;
  };
};

/** The whole API, in the form that hono's `hc` expects. */
export type Api = Hono<object, Schema<(typeof OPERATIONS)[number]>, '/'>;
