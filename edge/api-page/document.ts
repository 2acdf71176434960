// The type of the parts of an OpenAPI document that the page shows, and the curl command of an operation.
import type { NamedSchemas, Schema } from './fields.ts';

interface Content {
  schema: Schema;
  example?: unknown;
  examples?: Record<string, unknown>;
}

export interface DescribedResponse {
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

export interface DescribedOperation {
  operationId: string;
  summary: string;
  security: Record<string, unknown>[];
  parameters: Parameter[];
  requestBody?: { content: Record<string, Content> };
  responses: Record<string, DescribedResponse>;
}

export interface ApiDocument {
  info: { title: string; version: string; description: string };
  paths: Record<string, Record<string, DescribedOperation>>;
  components: {
    schemas: NamedSchemas;
    securitySchemes: Record<string, { description: string; bearerFormat?: string }>;
  };
}

/** A method of a path, and its description. */
export interface ApiCall {
  method: string;
  path: string;
  described: DescribedOperation;
}

export const callsOf = ({ paths }: ApiDocument): ApiCall[] =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, described]) => ({ method: method.toUpperCase(), path, described })),
  );

/** A curl command that calls the operation with its examples. */
export function curl(origin: string, { method, path, described }: ApiCall): string {
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
    else if (typeof example === 'string')
      parts.push(`-H ${quoted(`content-type: ${type}`)}`, `--data-binary ${quoted(example)}`);
    else parts.push(`-H ${quoted(`content-type: ${type}`)}`, `-d ${quoted(JSON.stringify(example))}`);
  }
  return parts.join(' \\\n  ');
}

/** Quotes a text for a shell. */
const quoted = (text: string) => `'${text.replaceAll("'", "'\\''")}'`;
