// bundle -> the local Cloudflare: verify -> migrate -> upload -> switch. Nothing that a visitor sees changes before the
// last step, and that is one transaction, so a deployment that is cut off anywhere leaves what was in force in force.
import { join } from 'node:path';
import { BUNDLE_FILES, parseItems } from '@curatornet/shared/bundle.ts';
import { InputError } from '@curatornet/shared/errors.ts';
import { getPlatformProxy } from 'wrangler';
import type { Environment } from '../edge/environment.ts';
import { readBundle } from './bundle.ts';
import { type ImportedEvent, importEvents } from './events.ts';
import { localKeys } from './keys.ts';
import { CONFIG, STATE, wrangler } from './local.ts';

export interface Deployment {
  version: string;
  /** Events that were imported. */
  events: number;
}

/**
 * Deploys a bundle to the local D1 and R2, from where `serveLocal` serves it. Doing it again is fine.
 * @param bundle the folder with manifest.json
 * @param events what people did, oldest first: they replace what an earlier deployment imported, and events that came
 *   in any other way are kept. Unique works that were purchased go off sale. Left out, no event is touched
 * @param state the folder of the local D1 and R2
 * @throws InputError where the bundle is not what its manifest says, or an event is none
 */
export async function deployLocal({
  bundle,
  events,
  state = STATE,
  log = () => {},
}: {
  bundle: string;
  events?: Iterable<ImportedEvent> | AsyncIterable<ImportedEvent>;
  state?: string;
  log?: (line: string) => void;
}): Promise<Deployment> {
  const { manifest, files } = await readBundle(bundle);
  const { version } = manifest;
  log(`bundle ${version} is what its manifest says: ${files.size} files`);

  await wrangler(['d1', 'migrations', 'apply', 'DB', '--local', '--persist-to', state, '--config', CONFIG]);
  log('the tables are up to date');
  await localKeys();

  // wrangler's own commands append v3 to the folder that they are given; the proxy does not.
  const persist = { path: join(state, 'v3') };
  const cloudflare = await getPlatformProxy<Environment>({ configPath: CONFIG, persist, remoteBindings: false });
  try {
    const { DB, MODELS } = cloudflare.env;
    for (const [name, bytes] of files) await MODELS.put(`${version}/${name}`, bytes);
    log(`uploaded to ${version}/`);

    const items = parseItems(files.get(BUNDLE_FILES.items)!, manifest.model.items);
    const unique = new Set(items.filter((item) => item.unique).map(({ id }) => id));
    const imported = events ? await importEvents(DB, events, unique) : { statements: [], count: 0 };
    // The row is the switch. The version that is in force already needs none.
    const promote = DB.prepare(
      `INSERT INTO deployments (version, at) SELECT ?1, ?2
       WHERE ?1 IS NOT (SELECT version FROM deployments ORDER BY seq DESC LIMIT 1)`,
    ).bind(version, Math.floor(Date.now() / 1000));
    await DB.batch([...imported.statements, promote]);
    log(`version ${version} is in force${events ? `, with ${imported.count} events` : ''}`);
    return { version, events: imported.count };
  } catch (cause) {
    if (cause instanceof InputError) throw cause;
    throw new Error(`the deployment of ${version} failed; what was in force is still`, { cause });
  } finally {
    await cloudflare.dispose();
  }
}
