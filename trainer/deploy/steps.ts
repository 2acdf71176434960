// A verified bundle -> the worker: upload -> smoke -> canary -> promote, all over the admin API. Nothing that a visitor sees
// changes before the canary, and every step may be done again, so a deployment that is cut off anywhere leaves what was
// in force in force.
import { hostname } from 'node:os';
import { MANIFEST, sha256Hex } from '@curatornet/shared/bundle.ts';
import type { DeploymentEntry, MetricsResponse, ModelsResponse, Side } from '@curatornet/shared/deployments.ts';
import { InputError } from '@curatornet/shared/errors.ts';
import type { BundleFolder } from '../serving/bundle-folder.ts';
import type { Admin, Because } from './client.ts';

const WATCH_EVERY_MS = 2_000;

/** Sends what is not there yet, the manifest first: the worker takes only what it vouches for. @returns bytes sent */
export async function upload(admin: Admin, { manifest, files }: BundleFolder): Promise<number> {
  const { version } = manifest;
  let sent = 0;
  const send = async (name: string, sha256: string) => {
    if ((await admin.digest(version, name)) === sha256) return;
    const bytes = files.get(name)!;
    await admin.upload(version, name, bytes);
    sent += bytes.byteLength;
  };
  await send(MANIFEST, await sha256Hex(files.get(MANIFEST)!));
  for (const [name, { sha256 }] of Object.entries(manifest.files)) await send(name, sha256);
  return sent;
}

/** The switch that is in force. */
export const lastSwitch = ({ revision, history }: ModelsResponse): DeploymentEntry | undefined =>
  history.find(({ seq }) => seq === revision);

/** Lets a candidate answer some visitors for a while. @throws InputError where it was stopped, or another took its place */
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
        `the canary ended: ${last.kind} by ${last.who || 'somebody'}, ${last.why || 'no reason given'}`,
        {
          where: version,
          how: 'what served before serves everybody; curatornet models shows the history',
        },
      );
    }
    if (Date.now() - start < seconds * 1000) continue;
    const metrics = await admin.metrics(version);
    for (const side of [metrics.candidate, metrics.champion]) if (side) log(sideLine(side));
    return metrics;
  }
}

/** How long a version may take until visitors get it: an isolate loads it when the next request comes. */
const SERVED_WITHIN_MS = 20_000;
const LOOK_EVERY_MS = 250;

/**
 * Waits until the worker says that a version serves.
 * @throws InputError where another one serves after a while, or none
 */
export async function expectServed(admin: Admin, version: string): Promise<void> {
  for (const start = Date.now(); ; await pause(LOOK_EVERY_MS)) {
    const health = await admin.health();
    if (health?.model === version) return;
    if (Date.now() - start < SERVED_WITHIN_MS) continue;
    throw new InputError(
      'invalid',
      `version ${version} is in force, and ${health ? `${health.model} still serves` : 'nothing can be served'}`,
      {
        where: admin.url,
        how: `the worker's log says why (model ${version} cannot be loaded); put a version that loads in force: curatornet models shows those that there are`,
      },
    );
  }
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const share = ({ rate, interval: [low, high] }: Side['clicks']) =>
  rate === null ? '-' : `${(100 * rate).toFixed(2)}% [${(100 * low).toFixed(2)}, ${(100 * high).toFixed(2)}]`;

/** A version in a canary, in a line. */
export const sideLine = ({ version, answers, rails, errors, meanMs, computingMs, clicks, purchases }: Side): string =>
  `${version}  ${answers} answers, ${rails} rails, ${errors} errors, ${meanMs?.toFixed(1) ?? '-'} ms of waiting, ${computingMs?.toFixed(1) ?? '-'} ms of computing; clicks ${share(clicks)}, purchases ${share(purchases)}`;

/** Whoever runs this, for the history. */
export const because = (why: string): Because => ({
  who: `${process.env.USER ?? process.env.LOGNAME ?? 'somebody'}@${hostname()}`.slice(0, 128),
  why,
});
