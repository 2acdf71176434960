// The steps of a deployment over the admin API: upload -> smoke -> canary -> promote. Visitors see no change before the
// canary, and every step can be repeated, so an interrupted deployment leaves the current version in place.
import { hostname } from 'node:os';
import { MANIFEST, sha256Hex } from '@curatornet/shared/bundle.ts';
import type { DeploymentEntry, MetricsResponse, ModelsResponse, Side } from '@curatornet/shared/deployments.ts';
import { InputError } from '@curatornet/shared/errors.ts';
import type { BundleFolder } from '../serving/bundle-folder.ts';
import type { Admin, Because } from './client.ts';

const WATCH_EVERY_MS = 2_000;

/** Uploads missing files, the manifest first, because the worker only accepts files that it lists. @returns bytes sent */
export async function upload(admin: Admin, { manifest, files }: BundleFolder): Promise<number> {
  const { version } = manifest;
  let sent = 0;
  const send = async (name: string, sha256: string) => {
    if ((await admin.digest(version, name)) === sha256) return;
    const bytes = files.get(name)!;
    const kept = await admin.upload(version, name, bytes);
    if (kept.sha256 === sha256) sent += bytes.byteLength;
  };
  await send(MANIFEST, await sha256Hex(files.get(MANIFEST)!));
  for (const [name, { sha256 }] of Object.entries(manifest.files)) await send(name, sha256);
  return sent;
}

/** The current switch of the deployment history. */
export const lastSwitch = ({ revision, history }: ModelsResponse): DeploymentEntry | undefined =>
  history.find(({ seq }) => seq === revision);

/** Watches a running canary for a while. @throws InputError if it was stopped or replaced */
export async function watchCanary(
  admin: Admin,
  version: string,
  seconds: number,
  log: (line: string) => void,
): Promise<MetricsResponse> {
  for (const start = Date.now(); ; await pause(Math.min(WATCH_EVERY_MS, seconds * 1000))) {
    const life = await admin.life();
    if (life.candidate !== version) {
      const last = lastSwitch(life)!;
      throw new InputError(
        'invalid',
        `the canary ended: ${last.kind} by ${last.who || 'unknown'}, ${last.why || 'no reason given'}`,
        {
          where: version,
          how: 'the previous version serves all visitors; curatornet models shows the history',
        },
      );
    }
    if (Date.now() - start < seconds * 1000) continue;
    const metrics = await admin.metrics(version);
    for (const side of [metrics.candidate, metrics.champion]) if (side) log(sideLine(side));
    return metrics;
  }
}

/** How long a version may take until it serves: an isolate loads it on the next request. */
const SERVED_WITHIN_MS = 20_000;
const LOOK_EVERY_MS = 250;

/**
 * Waits until the worker reports that a version serves.
 * @throws InputError if another version, or none, serves after the timeout
 */
export async function expectServed(admin: Admin, version: string): Promise<void> {
  for (const start = Date.now(); ; await pause(LOOK_EVERY_MS)) {
    const health = await admin.health();
    if (health?.model === version) return;
    if (Date.now() - start < SERVED_WITHIN_MS) continue;
    throw new InputError(
      'invalid',
      `version ${version} is the champion, but ${health ? `${health.model} still serves` : 'no version can be served'}`,
      {
        where: admin.url,
        how: `the worker's log has the reason (model ${version} cannot be loaded); promote another version: curatornet models lists them`,
      },
    );
  }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const share = ({ rate, interval: [low, high] }: Side['clicks']) =>
  rate === null ? '-' : `${(100 * rate).toFixed(2)}% [${(100 * low).toFixed(2)}, ${(100 * high).toFixed(2)}]`;

/** The metrics of a version in a canary, in one line. */
export const sideLine = ({ version, answers, rails, errors, meanMs, computingMs, clicks, purchases }: Side): string =>
  `${version}  ${answers} answers, ${rails} rails, ${errors} errors, ${meanMs?.toFixed(1) ?? '-'} ms waiting, ${computingMs?.toFixed(1) ?? '-'} ms computing; clicks ${share(clicks)}, purchases ${share(purchases)}`;

/** The user and machine, for the deployment history. */
export const because = (why: string): Because => ({
  who: `${process.env.USER ?? process.env.LOGNAME ?? 'unknown'}@${hostname()}`.slice(0, 128),
  why,
});
