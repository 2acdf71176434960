// What a route declares of itself, once: route.ts parses requests by it, /openapi.json and /docs are written from it, and
// the client's types are derived from it (client.ts).
import type { ProblemCode } from '@curatornet/shared/api.ts';
import type { z } from 'zod';
import type { Policy } from '../http/access.ts';

export interface Operation {
  method: 'get' | 'post' | 'put' | 'delete';
  /** As OpenAPI writes it: `/v1/items/{id}`. */
  path: string;
  /** Who may call it. */
  policy: Policy;
  summary: string;
  params?: z.ZodObject;
  query?: z.ZodObject;
  body?: z.ZodType;
  /** The largest JSON body that is read, in bytes; MAX_BODY where it is left out. */
  maxBody?: number;
  /** The media type of a body that is not JSON. */
  upload?: string;
  answer: z.ZodType;
  /** The media type of the answer; JSON where it is left out. */
  media?: string;
  /** Those that the route itself raises; those that its policy, its body and the server bring are added: describe.ts. */
  problems: readonly ProblemCode[];
  /** A call and its answer, for people who read the description. */
  example: { body?: unknown; answer: unknown };
}

/** Declares an operation, keeping its literal types for the client. */
export const operation = <const O extends Operation>(declared: O): O => declared;
