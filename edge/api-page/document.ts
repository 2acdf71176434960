// The part of an OpenAPI document that the page shows.
import type { Named, Schema } from './fields.ts';

interface Content {
  schema: Schema;
  example?: unknown;
  examples?: Record<string, unknown>;
}

export interface Answer {
  description: string;
  content: Record<string, Content>;
}

export interface Parameter {
  name: string;
  in: 'path' | 'query';
  required: boolean;
  description?: string;
  example?: unknown;
  schema: Schema;
}

export interface Described {
  operationId: string;
  summary: string;
  security: Record<string, unknown>[];
  parameters: Parameter[];
  requestBody?: { content: Record<string, Content> };
  responses: Record<string, Answer>;
}

export interface ApiDocument {
  info: { title: string; version: string; description: string };
  paths: Record<string, Record<string, Described>>;
  components: { schemas: Named; securitySchemes: Record<string, { description: string; bearerFormat?: string }> };
}

/** A path and its method, with what the document says of it. */
export interface Call {
  method: string;
  path: string;
  described: Described;
}

export const callsOf = ({ paths }: ApiDocument): Call[] =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => ({ method: method.toUpperCase(), path, described })),
  );

/** A call as a line for a shell, with the examples of all that it needs. */
export function curl(origin: string, { method, path, described }: Call): string {
  const { parameters, requestBody, security } = described;
  const value = ({ example }: Parameter) => encodeURIComponent(String(example ?? 'VALUE'));
  const needed = parameters.filter(({ required }) => required);
  const filled = needed
    .filter((one) => one.in === 'path')
    .reduce((address, one) => address.replace(`{${one.name}}`, value(one)), path);
  const query = needed.filter((one) => one.in === 'query').map((one) => `${one.name}=${value(one)}`);
  const parts = [`curl ${quoted(`${origin}${filled}${query.length > 0 ? `?${query.join('&')}` : ''}`)}`];
  if (!['GET', 'POST'].includes(method)) parts.push(`-X ${method}`);
  if (security.length > 0) parts.push(`-H ${quoted(`authorization: Bearer ${Object.keys(security[0])[0]}`)}`);
  for (const [type, { example }] of Object.entries(requestBody?.content ?? {})) {
    if (example === undefined) parts.push('--data-binary @FILE');
    else parts.push(`-H ${quoted(`content-type: ${type}`)}`, `-d ${quoted(JSON.stringify(example))}`);
  }
  return parts.join(' \\\n  ');
}

/** As a shell takes it. */
const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
