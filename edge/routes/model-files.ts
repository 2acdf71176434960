// `PUT` and `GET /v1/models/{version}/files/{name}`: uploads and downloads the files of a bundle. The manifest is uploaded
// first and verified completely; then only files that it lists are accepted, and R2 refuses a file with another digest.
// HEAD returns the digest, so that files that are there need not be sent again.
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
import { MAX_MANIFEST, readObject } from '../model/read.ts';
import { checkTrust, type TrustSettings } from '../model/trust.ts';
import { candidateOf, inForce, previousChampion } from '../release/deployments.ts';
import { refusingBundle } from '../release/servable.ts';
import { withStorage } from '../storage/available.ts';
import { readDeploymentHistory } from '../storage/deployments.ts';

/** How long an upload may take: enough for some ten megabytes over a slow connection. */
const UPLOAD_MS = 300_000;
const BYTES = 'application/octet-stream';
const sha256 = '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08';
const put = operation({
  method: 'put',
  path: '/v1/models/{version}/files/{name}',
  policy: 'deploy',
  summary: 'Upload a file of a bundle; manifest.json first',
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
  summary: 'Download a file of a bundle. Its sha256 is the ETag',
  params: filePath,
  media: BYTES,
  answer: z.string(),
  problems: ['not-found', 'unavailable'],
  example: { answer: '' },
});
export const modelFileOperations = [put, get] as const;

export function modelFilesRoutes(app: Hono<App>): void {
  route(app, put, async (c, { params: { version, name } }) => {
    const file = name === MANIFEST ? await putManifest(c, version) : await putFile(c, version, name);
    return c.json(file satisfies FileResponse);
  });

  route(app, get, async (c, { params: { version, name } }) => {
    const key = `${version}/${name}`;
    const { MODELS } = c.env;
    const head = c.req.method === 'HEAD';
    const object = await withStorage(() => (head ? MODELS.head(key) : MODELS.get(key)));
    if (!object) throw new RequestError('not-found', `${key} is not in R2`);
    const digest = object.checksums.sha256;
    const headers: Record<string, string> = { 'content-type': BYTES, 'content-length': String(object.size) };
    if (digest) headers.etag = `"${hexOf(new Uint8Array(digest))}"`;
    const body = 'body' in object ? (object.body as unknown as ReadableStream) : null;
    return new Response(body, { headers });
  });
}

/**
 * Verifies a manifest without its files, and stores it. A version in use keeps its manifest, for training again on the same
 * data gives the same files and a manifest that differs in facts about the training. A signature of another key replaces it.
 */
async function putManifest(c: Context<App>, version: string): Promise<FileResponse> {
  const bytes = new Uint8Array(await readBody(c, MAX_MANIFEST));
  const manifest = await refusingBundle(() => parseManifest(new TextDecoder().decode(bytes)));
  if (manifest.version !== version)
    throw new RequestError('bundle-refused', `this is the manifest of version ${manifest.version}`);
  await refusingBundle(() => checkTrust(manifest, c.env, MANIFEST));
  const history = await readDeploymentHistory(c.env.DB);
  if ([inForce(history)?.version, candidateOf(history), previousChampion(history)].includes(version)) {
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
  await withStorage(() => c.env.MODELS.put(`${version}/${MANIFEST}`, bytes, { sha256: described.sha256 }));
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

const isTrusted = (manifest: Manifest, trust: TrustSettings): Promise<boolean> =>
  checkTrust(manifest, trust, MANIFEST).then(
    () => true,
    () => false,
  );

/** The manifest in R2; undefined if it is missing or invalid, so that it may be replaced. */
async function storedManifest(
  { env }: Context<App>,
  version: string,
): Promise<{ manifest: Manifest; bytes: Uint8Array } | undefined> {
  const key = `${version}/${MANIFEST}`;
  try {
    const bytes = await readObject(env.MODELS, key, MAX_MANIFEST);
    return { manifest: await parseManifest(new TextDecoder().decode(bytes), key), bytes };
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw new RequestError('unavailable', undefined, { cause: error });
  }
}

async function putFile(c: Context<App>, version: string, name: string): Promise<FileResponse> {
  const stored = await storedManifest(c, version);
  if (!stored) throw new RequestError('version-conflict', `upload ${MANIFEST} first`);
  const listed = stored.manifest.files[name as keyof Manifest['files']];
  if (!listed) throw new RequestError('bundle-refused', `the manifest does not list ${name}`);
  const { bytes, sha256 } = listed;
  const length = c.req.header('content-length');
  if (length === undefined) throw new RequestError('invalid-request', 'send the header Content-Length: R2 needs it');
  if (Number(length) !== bytes)
    throw new RequestError('bundle-refused', `${name} has ${length} bytes, but the manifest says ${bytes}`);
  await withStorage(async () => {
    try {
      // R2 accepts a stream of known length, and verifies the digest.
      const body = c.req.raw.body as unknown as Parameters<typeof c.env.MODELS.put>[1];
      await c.env.MODELS.put(`${version}/${name}`, body ?? new Uint8Array(0), { sha256 });
    } catch (cause) {
      if (!/sha-?256|checksum|digest/i.test(String(cause))) throw cause;
      throw new RequestError('bundle-refused', `the sha256 of ${name} differs from the manifest`, { cause });
    }
  }, UPLOAD_MS);
  return { name: fileName.parse(name), bytes, sha256 };
}
