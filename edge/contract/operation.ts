// The declaration of a route: route.ts parses requests with it, /openapi.json and /docs are generated from it, and the
// client's types from /openapi.json.
import type { ProblemCode } from '@curatornet/shared/problems.ts';
import type { z } from 'zod';
import type { Policy } from '../http/access.ts';

export interface Operation {
  method: 'get' | 'post' | 'put' | 'delete';
  /** In OpenAPI's notation: `/v1/items/{id}`. */
  path: string;
  /** Who may call it. */
  policy: Policy;
  summary: string;
  params?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodType;
  /** The largest JSON body in bytes; MAX_BODY by default. */
  maxBody?: number;
  /** The schema of each line of a body of NDJSON, which the handler reads line by line: http/lines.ts. */
  lines?: z.ZodType;
  /** The media type of a body that is not JSON. */
  upload?: string;
  answer: z.ZodType;
  /** The status of the answer; 200 by default. */
  status?: 200 | 202;
  /** The media type of the answer; JSON by default. */
  media?: string;
  /** The problems that the handler raises; describe.ts adds those of access control, parsing and the server. */
  problems: readonly ProblemCode[];
  /** An example request and answer for the documentation. */
  example: { body?: unknown; answer: unknown };
}

/** Declares an operation and keeps its literal types for the client. */
export const operation = <const O extends Operation>(declared: O): O => declared;
