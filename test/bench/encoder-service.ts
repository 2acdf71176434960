// A folder of 1,000 pictures through the encoder service, which is killed twice: what is lost, what is done twice, how long.
// `node test/bench/encoder-service.ts`
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { serveLocal } from '../../infra/serve.ts';
import { visualEncoder } from '../../shared/encoder.ts';
import { VISUAL_SIZE } from '../../shared/visual/visual.ts';
import { Store } from '../../trainer/add/store.ts';
import { Admin } from '../../trainer/deploy/client.ts';
import { because, upload } from '../../trainer/deploy/steps.ts';
import { makeBundle, random } from '../fixtures/bundle.ts';

const PICTURES = 1_000;
const [WIDTH, HEIGHT] = [800, 600];
/** The service is killed when so few are left. */
const KILLS = [700, 300];
const PORT = 8798;

/** A photo-sized JPEG of coloured blocks. */
function photo(seed: number): Promise<Buffer> {
  const next = random(seed);
  const blocks = Uint8Array.from({ length: 3 * 20 * 15 }, () => next() * 256);
  return sharp(blocks, { raw: { width: 20, height: 15, channels: 3 } })
    .resize(WIDTH, HEIGHT)
    .jpeg()
    .toBuffer();
}

export async function benchEncoderService(log: (line: string) => void): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'curatornet-'));
  const server = await serveLocal({ port: PORT, state: join(folder, 'state') });
  let child: ChildProcess | undefined;
  try {
    const { version, manifest, files } = await makeBundle({
      items: 40,
      features: VISUAL_SIZE,
      encoder: await visualEncoder(),
    });
    const admin = new Admin(server.url, server.keys.DEPLOY_KEY);
    await upload(admin, { manifest, files: new Map(Object.entries(files)) } as Parameters<typeof upload>[1]);
    await admin.smoke(version, because('bench'));
    await admin.promote(version, { revision: (await admin.life()).revision, ...because('bench') });
    const store = new Store(server.url, server.keys.SERVICE_KEY);
    const mark = async () => (await store.putItem('mark', { title: 'Mark' })).revision;
    const before = await mark();
    const seconds = (from: number) => ((performance.now() - from) / 1000).toFixed(1);
    const uploading = performance.now();
    for (let i = 0; i < PICTURES; i++) await store.putPicture(`p-${i}`, await photo(i + 1));
    log(`${PICTURES} pictures of ${WIDTH} x ${HEIGHT} painted and uploaded in ${seconds(uploading)} s`);
    const script = fileURLToPath(new URL('../../infra/encoder/serve.ts', import.meta.url));
    const env = { ...process.env, CURATORNET_SERVICE_KEY: server.keys.SERVICE_KEY };
    const start = () =>
      spawn(process.execPath, [script, '--url', server.url, '--port', String(PORT + 1)], { env, stdio: 'ignore' });
    const headers = { authorization: `Bearer ${server.keys.SERVICE_KEY}` };
    const encoded = async () => {
      const response = await fetch(`${server.url}/v1/export`, {
        headers: { authorization: `Bearer ${server.keys.DEPLOY_KEY}` },
      });
      return (await response.text()).split('\n').filter((line) => line.startsWith('{"features"')).length;
    };
    const failed = async () =>
      ((await (await fetch(`${server.url}/v1/pictures?state=failed`, { headers })).json()) as { pictures: unknown[] })
        .pictures.length;
    const encoding = performance.now();
    child = start();
    for (const least of [...KILLS, 0]) {
      while (PICTURES - (await encoded()) > least) await new Promise((resolve) => setTimeout(resolve, 100));
      if (least === 0) break;
      child.kill('SIGKILL');
      await new Promise((resolve) => child!.once('close', resolve));
      log(`killed with ${PICTURES - (await encoded())} left`);
      child = start();
    }
    const time = Number(seconds(encoding));
    const changes = (await mark()) - before - 1;
    log(
      `${await encoded()} of ${PICTURES} encoded in ${time} s, ${(PICTURES / time).toFixed(1)} a second; failed ${await failed()}; ` +
        `changes of items ${changes}, expected ${2 * PICTURES}: an upload and features each`,
    );
  } finally {
    child?.kill('SIGKILL');
    await server.stop();
    await rm(folder, { recursive: true });
  }
}

if (import.meta.main) await benchEncoderService(console.log);
