// `GET /openapi.json`: the description of the API, written from the schemas that validate the requests. OpenAPI 3.1 takes
// JSON Schema as it is, and zod writes that.

import { PROBLEMS, type ProblemCode, problem } from '@curatornet/shared/api.ts';
import type { Hono } from 'hono';
import { z } from 'zod';
import type { Policy } from '../access.ts';
import type { App } from '../app.ts';
import { route } from './route.ts';

/** What the description says of a route. */
export interface Operation {
  method: 'get' | 'post' | 'put' | 'delete';
  path: string;
  /** Who may call it. */
  policy: Policy;
  summary: string;
  query?: z.ZodObject;
  body?: z.ZodType;
  answer: z.ZodType;
  problems: ProblemCode[];
}

export const openapiOperation: Operation = {
  method: 'get',
  path: '/openapi.json',
  policy: 'anyone',
  summary: 'This description',
  answer: z.record(z.string(), z.unknown()),
  problems: [],
};

export function openapi(app: Hono<App>, operations: readonly Operation[]): void {
  let document: object | undefined;
  route(app, openapiOperation, (c) => {
    document ??= describe(operations);
    return c.json(document);
  });
}

/** The whole document. */
function describe(operations: readonly Operation[]): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const { method, path, summary, query, body, answer, problems } of operations) {
    paths[path] ??= {};
    paths[path][method] = {
      summary,
      parameters: query && parameters(query),
      requestBody: body && { required: true, content: json('application/json', z.toJSONSchema(body, { io: 'input' })) },
      responses: {
        200: { description: 'OK', content: json('application/json', z.toJSONSchema(answer)) },
        ...refusals(problems),
      },
    };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'CuratorNet', version: '1' },
    paths,
    components: { schemas: { Problem: z.toJSONSchema(problem) } },
  };
}

const json = (type: string, schema: object) => ({ [type]: { schema } });

function parameters(query: z.ZodObject): object[] {
  const { properties = {}, required = [] } = z.toJSONSchema(query, { io: 'input' });
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }));
}

/** Problems that share a status share a response. */
function refusals(codes: readonly ProblemCode[]): Record<number, object> {
  const titles: Record<number, string[]> = {};
  for (const code of codes) {
    const { status, title } = PROBLEMS[code];
    titles[status] = [...(titles[status] ?? []), title];
  }
  const content = json('application/problem+json', { $ref: '#/components/schemas/Problem' });
  return Object.fromEntries(
    Object.entries(titles).map(([status, all]) => [status, { description: all.join('; '), content }]),
  );
}
