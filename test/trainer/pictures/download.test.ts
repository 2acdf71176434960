// curatornet pictures as a process, with a server of this machine that also sends what a hostile one would.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { MAX_PICTURE } from '../../../shared/limits.ts';
import { curatornet } from '../command.ts';
import { freshFolder, names } from '../dataset/support.ts';
import { motley } from '../embed/support.ts';

let close = () => {};
afterEach(() => close());

/** Serves `answers` by path. @returns the origin, and the paths that were asked for */
async function serve(answers: Record<string, RequestListener>): Promise<{ origin: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url!);
    (answers[request.url!] ?? ((_, gone) => gone.writeHead(404).end()))(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

const send =
  (bytes: Uint8Array | string): RequestListener =>
  (_, response) =>
    response.end(bytes);

function store(items: string): string {
  const data = freshFolder();
  writeFileSync(join(data, 'items.csv'), items);
  return data;
}

describe('pictures', () => {
  it('are loaded under the names by which embed finds them, and only those that are missing', async () => {
    const [png, jpeg, webp] = await Promise.all([motley(1), motley(2, 40, 'jpeg'), motley(3, 40, 'webp')]);
    const { origin, asked } = await serve({
      '/1.jpg?v=7': send(png),
      '/2': send(jpeg),
      '/3': (_, response) => response.writeHead(302, { location: '/4' }).end(),
      '/4': send(webp),
    });
    const data = store(
      `id,image\na,${origin}/1.jpg?v=7\nb/50%,${origin}/2\nc,${origin}/3\nlocal,d.png\nthere,${origin}/5\nnone,\n`,
    );
    mkdirSync(join(data, 'images'));
    writeFileSync(join(data, 'images/there.JPG'), jpeg);
    const { status, stdout, stderr } = await curatornet('pictures', '--data', data);
    expect(status, stderr).toBe(0);
    expect(stdout).toMatch(/: 3 loaded, 0\.0 MB; 1 were there; 2 items have no address\n$/);
    expect(stderr).toMatch(/^pictures {2}3 pictures in \ds, \d+ pictures\/s/);
    // The extension is that of the content.
    expect(names(join(data, 'images'))).toEqual(['a.png', 'b%2F50%25.jpg', 'c.webp', 'there.JPG']);
    expect(readFileSync(join(data, 'images/a.png')).equals(png)).toBe(true);
    expect(asked.sort()).toEqual(['/1.jpg?v=7', '/2', '/3', '/4']);
    const again = await curatornet('pictures', '--data', data, '--json');
    expect(JSON.parse(again.stdout)).toEqual({ loaded: 0, bytes: 0, present: 4, without: 2, failed: [] });
    expect(asked).toHaveLength(4);
    const embedded = await curatornet('embed', '--data', data, '--json');
    expect(JSON.parse(embedded.stdout)).toMatchObject({
      embedded: 3,
      known: 1,
      skipped: [{ id: 'local' }, { id: 'none' }],
    });
  });

  it('that cannot be had are named with the reason, leave no file, and are asked for again by the next run', async () => {
    const png = await motley(1);
    let busy = 0;
    const { origin, asked } = await serve({
      '/ok': send(png),
      '/busy': (_, response) =>
        busy++ === 0 ? response.writeHead(503, { 'retry-after': '0' }).end() : response.end(png),
      '/svg': send('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
      '/page': send('<!doctype html><title>Sign in</title>'),
      '/empty': send(''),
      '/huge': (_, response) => {
        const block = Buffer.alloc(1 << 20);
        const more = () => void response.write(block, (error) => !error && !response.destroyed && more());
        more();
      },
      '/cut': (_, response) => {
        response.writeHead(200, { 'content-length': String(png.length) });
        response.write(png.subarray(0, 20), () => response.destroy());
      },
      '/file': (_, response) => response.writeHead(302, { location: 'file:///etc/passwd' }).end(),
    });
    const ids = ['ok', 'busy', 'gone', 'svg', 'page', 'empty', 'huge', 'cut', 'file'];
    const data = store(`id,image\n${ids.map((id) => `${id},${origin}/${id}\n`).join('')}`);
    const { status, stdout, stderr } = await curatornet('pictures', '--data', data, '--json');
    expect(status, stderr).toBe(0);
    const { loaded, failed } = JSON.parse(stdout) as { loaded: number; failed: { id: string; why: string }[] };
    expect(loaded).toBe(2);
    const why = Object.fromEntries(failed.map(({ id, why }) => [id, why]));
    expect(why).toEqual({
      gone: `${origin}/gone the server answers with status 404`,
      svg: `${origin}/svg is not a JPEG, PNG, WebP, GIF, TIFF or AVIF file`,
      page: `${origin}/page is not a JPEG, PNG, WebP, GIF, TIFF or AVIF file`,
      empty: `${origin}/empty is empty`,
      huge: `${origin}/huge has more than ${MAX_PICTURE} bytes`,
      cut: expect.stringContaining(`${origin}/cut cannot be loaded`),
      file: expect.stringContaining(`${origin}/file cannot be loaded`),
    });
    expect(stderr).toContain('pictures  failed gone: ');
    expect(names(join(data, 'images'))).toEqual(['busy.png', 'ok.png']);
    // A server that is busy, or breaks off, is asked again at once; one that refuses is not.
    const times = (path: string) => asked.filter((one) => one === path).length;
    expect([times('/busy'), times('/cut'), times('/gone'), times('/svg')]).toEqual([2, 3, 1, 1]);
    writeFileSync(join(data, 'items.csv'), `id,image\nok,${origin}/ok\ngone,${origin}/gone\n`);
    await curatornet('pictures', '--data', data);
    expect([times('/ok'), times('/gone')]).toEqual([1, 2]);
  });

  it('are needed: without any the command fails', async () => {
    const data = store('id,image\na,ftp://s.example/a.jpg\n');
    const { status, stderr } = await curatornet('pictures', '--data', data);
    expect([status, stderr]).toEqual([2, expect.stringContaining('no item has a picture, and none could be loaded')]);
  });
});
