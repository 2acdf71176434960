// The size of what pages load: the client, and the element with it.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { buildScripts } from '../../edge/client/build.ts';
import type { Log } from './run.ts';

export async function benchClient(log: Log): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'curatornet-client-'));
  await buildScripts(folder);
  for (const name of ['client.js', 'rail.js']) {
    const script = readFileSync(join(folder, name));
    const gzipped = gzipSync(script, { level: 9 }).length;
    log(
      `${name.padEnd(12)}${script.length.toLocaleString('en').padStart(8)} bytes, ${gzipped.toLocaleString('en')} gzipped`,
    );
  }
  rmSync(folder, { recursive: true });
}
