// Reads the query and the body of a request, and refuses malformed ones.
import { MAX_BODY } from '@curatornet/shared/api.ts';
import type { Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import { RequestError } from './problems.ts';

const JSON_TYPE = /^application\/json\s*(;|$)/i;
const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * The parameters of the query, as text. A parameter that is a list in `shape` may be repeated.
 * @throws RequestError `invalid-request` if another parameter is repeated
 */
export function readQuery(request: Request, { shape }: z.ZodObject): Record<string, string | string[]> {
  const { searchParams } = new URL(request.url);
  const query: Record<string, string | string[]> = Object.create(null);
  for (const [key, value] of searchParams) {
    if (Object.hasOwn(shape, key) && isList(shape[key])) query[key] = [...(query[key] ?? []), value];
    else if (key in query)
      throw new RequestError('invalid-request', undefined, { errors: [{ at: key, message: 'given more than once' }] });
    else query[key] = value;
  }
  return query;
}

const isList = (schema: unknown) => schema instanceof z.ZodOptional && schema.unwrap() instanceof z.ZodArray;

/**
 * Parses the body as JSON.
 * @throws RequestError `unsupported-media-type`, `body-too-large` or `malformed-json`
 */
export async function readJsonBody(c: Context, mostBytes: number = MAX_BODY): Promise<unknown> {
  const type = c.req.header('content-type');
  if (!type || !JSON_TYPE.test(type)) throw new RequestError('unsupported-media-type');
  const bytes = await readBody(c, mostBytes);
  try {
    return JSON.parse(utf8.decode(bytes));
  } catch (cause) {
    throw new RequestError('malformed-json', undefined, { cause });
  }
}

const FORM_TYPE = /^application\/x-www-form-urlencoded\s*(;|$)/i;
/** Most forms have a few short fields. */
const MAX_FORM = 4096;

/**
 * Parses the body as a form.
 * @throws RequestError `unsupported-media-type` or `body-too-large`
 */
export async function readForm(c: Context, mostBytes: number = MAX_FORM): Promise<URLSearchParams> {
  if (!FORM_TYPE.test(c.req.header('content-type') ?? '')) throw new RequestError('unsupported-media-type');
  return new URLSearchParams(new TextDecoder().decode(await readBody(c, mostBytes)));
}

/**
 * Reads at most `mostBytes` of the body, whether its length is declared, missing or wrong.
 * @throws RequestError `body-too-large`
 */
export async function readBody(c: Context, mostBytes: number): Promise<ArrayBuffer> {
  await bodyLimit({ maxSize: mostBytes, onError: refuseLarge })(c, async () => {});
  const bytes = await c.req.raw.arrayBuffer();
  return bytes.byteLength > mostBytes ? refuseLarge() : bytes;
}

function refuseLarge(): never {
  throw new RequestError('body-too-large');
}
