// Reading a request: its query and its JSON body, with every way in which they can be wrong.
import { MAX_BODY } from '@curatornet/shared/api.ts';
import type { Context } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import { RequestError } from './problems.ts';

const JSON_TYPE = /^application\/json\s*(;|$)/i;
const utf8 = new TextDecoder('utf-8', { fatal: true });

/**
 * The query's parameters, as text; a list where `shape` has a list, which a query repeats a parameter for.
 * @throws RequestError `invalid-request` where another one is given twice
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
 * The body as JSON.
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
/** A form of the storefront is a few short fields. */
const MAX_FORM = 4096;

/**
 * The body as the fields of a form.
 * @throws RequestError `unsupported-media-type` or `body-too-large`
 */
export async function readForm(c: Context): Promise<URLSearchParams> {
  if (!FORM_TYPE.test(c.req.header('content-type') ?? '')) throw new RequestError('unsupported-media-type');
  return new URLSearchParams(new TextDecoder().decode(await readBody(c, MAX_FORM)));
}

/**
 * Reads no more than `mostBytes` of the body, whether its length is declared, missing or wrong.
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
