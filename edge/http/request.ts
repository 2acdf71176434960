// Reading a request: its query and its JSON body, with every way in which they can be wrong.
import { MAX_BODY } from '@curatornet/shared/api.ts';
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
export async function readJson(request: Request, mostBytes: number = MAX_BODY): Promise<unknown> {
  const type = request.headers.get('content-type');
  if (!type || !JSON_TYPE.test(type)) throw new RequestError('unsupported-media-type');
  const bytes = await readBody(request, mostBytes);
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
export async function readForm(request: Request): Promise<URLSearchParams> {
  if (!FORM_TYPE.test(request.headers.get('content-type') ?? '')) throw new RequestError('unsupported-media-type');
  return new URLSearchParams(new TextDecoder().decode(await readBody(request, MAX_FORM)));
}

/** Reads no more than `mostBytes`: a body may come without a length. */
export async function readBody(request: Request, mostBytes: number): Promise<ArrayBuffer | Uint8Array> {
  const { body, headers } = request;
  const length = headers.get('content-length');
  if (Number(length) > mostBytes) throw new RequestError('body-too-large');
  // A server passes on no more bytes than the length says, so this is bounded; and it takes half the time.
  if (length !== null && Number(length) >= 0) {
    const bytes = await request.arrayBuffer();
    if (bytes.byteLength > mostBytes) throw new RequestError('body-too-large');
    return bytes;
  }
  if (!body) return new Uint8Array(0);
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  const reader = body.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return new Uint8Array(await new Blob(pieces as BlobPart[]).arrayBuffer());
    pieces.push(value);
    bytes += value.length;
    if (bytes > mostBytes) {
      await reader.cancel();
      throw new RequestError('body-too-large');
    }
  }
}
