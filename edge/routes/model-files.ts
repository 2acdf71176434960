// `PUT` and `GET /v1/models/{version}/files/{name}`: a bundle's way into R2, and out of it. The manifest comes first and is
// checked whole; then only what it vouches for is taken, and R2 itself refuses bytes of another digest. What is there
// need not be sent again: HEAD tells the digest.
import { hexOf, MANIFEST, type Manifest, parseManifest, sha256Hex } from '@curatornet/shared/bundle.ts';
import { type FileResponse, fileName, filePath, fileResponse } from '@curatornet/shared/deployments.ts';
import { InputError } from '@curatornet/shared/errors.ts';
import type { Context, Hono } from 'hono';
import { z } from 'zod';
import type { App } from '../context.ts';
import { operation } from '../contract/operation.ts';
import { route } from '../contract/route.ts';
import { RequestError } from '../http/problems.ts';
import { readBody } from '../http/request.ts';
import { MAX_MANIFEST, read } from '../model/read.ts';
import { checkTrust, type Trust } from '../model/trust.ts';
import { candidateOf, inForce, previous, readLife } from '../release/deployments.ts';
import { refusing } from '../release/servable.ts';
import { written } from '../storage/available.ts';

/** How long a file may take to come in: as long as its sender's line needs for some ten megabytes. */
const UPLOAD_MS = 300_000;
const BYTES = 'application/octet-stream';
const sha256 = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';
const put = operation({
  method: 'put',
  path: '/v1/models/{version}/files/{name}',
  policy: 'deploy',
  summary: 'Takes a file of a bundle; manifest.json first',
  params: filePath,
  upload: BYTES,
  answer: fileResponse,
  problems: ['bundle-refused', 'version-conflict', 'body-too-large', 'unavailable'],
  example: { answer: { name: 'items.safetensors', bytes: 4_832_088, sha256 } },
});
const get = operation({
  method: 'get',
  path: '/v1/models/{version}/files/{name}',
  policy: 'deploy',
  summary: 'A file of a bundle; its digest is the ETag',
  params: filePath,
  media: BYTES,
  answer: z.string(),
  problems: ['not-found', 'unavailable'],
  example: { answer: '' },
});
export const modelFileOperations = [put, get] as const;

export function modelFiles(app: Hono<App>): void {
  route(app, put, async (c, { params: { version, name } }) => {
    const file = name === MANIFEST ? await putManifest(c, version) : await putFile(c, version, name);
    return c.json(file satisfies FileResponse);
  });

  route(app, get, async (c, { params: { version, name } }) => {
    const key = `${version}/${name}`;
    const { MODELS } = c.env;
    const head = c.req.method === 'HEAD';
    const object = await written(() => (head ? MODELS.head(key) : MODELS.get(key)));
    if (!object) throw new RequestError('not-found', `there is no ${key}`);
    const digest = object.checksums.sha256;
    const headers: Record<string, string> = { 'content-type': BYTES, 'content-length': String(object.size) };
    if (digest) headers.etag = `"${hexOf(new Uint8Array(digest))}"`;
    const body = 'body' in object ? (object.body as unknown as ReadableStream) : null;
    return new Response(body, { headers });
  });
}

/**
 * Every check that a manifest can pass without its files. A version in use keeps its manifest: training again on the same
 * data gives the same files, and a manifest that differs only in facts about the training. A signature of another key
 * replaces it.
 */
async function putManifest(c: Context<App>, version: string): Promise<FileResponse> {
  const bytes = new Uint8Array(await readBody(c, MAX_MANIFEST));
  const manifest = await refusing(() => parseManifest(new TextDecoder().decode(bytes)));
  if (manifest.version !== version)
    throw new RequestError('bundle-refused', `it is the manifest of version ${manifest.version}`);
  await refusing(() => checkTrust(manifest, c.env, MANIFEST));
  const life = await readLife(c.env.DB);
  if ([inForce(life)?.version, candidateOf(life), previous(life)].includes(version)) {
    const before = await storedManifest(c, version);
    // One that is not trusted is not served, so it may be replaced.
    if (before && (await isTrusted(before.manifest, c.env))) {
      if (servedPart(before.manifest) !== servedPart(manifest))
        throw new RequestError(
          'version-conflict',
          `${version} is in use, and its manifest has another model or other probes: deploy the bundle that was deployed first`,
        );
      if (!isSignedAnew(manifest, before.manifest)) return describeManifest(before.bytes);
    }
  }
  const described = await describeManifest(bytes);
  await written(() => c.env.MODELS.put(`${version}/${MANIFEST}`, bytes, { sha256: described.sha256 }));
  return described;
}

const describeManifest = async (bytes: Uint8Array): Promise<FileResponse> => ({
  name: MANIFEST,
  bytes: bytes.byteLength,
  sha256: await sha256Hex(bytes),
});

/** What a version serves with, besides its files. The rest of a manifest says how the model was made. */
const servedPart = ({ model, probes }: Manifest) => JSON.stringify({ model, probes });

const isSignedAnew = ({ signature }: Manifest, before: Manifest) =>
  signature !== undefined && signature.key !== before.signature?.key;

const isTrusted = (manifest: Manifest, trust: Trust): Promise<boolean> =>
  checkTrust(manifest, trust, MANIFEST).then(
    () => true,
    () => false,
  );

/** The manifest in R2; undefined where there is none, or it is damaged: then it may be replaced. */
async function storedManifest(
  { env }: Context<App>,
  version: string,
): Promise<{ manifest: Manifest; bytes: Uint8Array } | undefined> {
  const key = `${version}/${MANIFEST}`;
  try {
    const bytes = await read(env.MODELS, key, MAX_MANIFEST);
    return { manifest: await parseManifest(new TextDecoder().decode(bytes), key), bytes };
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw new RequestError('unavailable', undefined, { cause: error });
  }
}

async function putFile(c: Context<App>, version: string, name: string): Promise<FileResponse> {
  const stored = await storedManifest(c, version);
  if (!stored) throw new RequestError('version-conflict', `${MANIFEST} comes first`);
  const listed = stored.manifest.files[name as keyof Manifest['files']];
  if (!listed) throw new RequestError('bundle-refused', `the manifest does not list ${name}`);
  const { bytes, sha256 } = listed;
  const length = c.req.header('content-length');
  if (length === undefined) throw new RequestError('invalid-request', 'R2 needs to know the length beforehand');
  if (Number(length) !== bytes)
    throw new RequestError('bundle-refused', `${length} bytes, and the manifest says ${bytes} for ${name}`);
  await written(async () => {
    try {
      // R2 takes a stream whose length is known, and compares what came with the digest.
      const body = c.req.raw.body as unknown as Parameters<typeof c.env.MODELS.put>[1];
      await c.env.MODELS.put(`${version}/${name}`, body ?? new Uint8Array(0), { sha256 });
    } catch (cause) {
      if (!/sha-?256|checksum|digest/i.test(String(cause))) throw cause;
      throw new RequestError('bundle-refused', `the sha256 of ${name} is not the one in the manifest`, { cause });
    }
  }, UPLOAD_MS);
  return { name: fileName.parse(name), bytes, sha256 };
}
