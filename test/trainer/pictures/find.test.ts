// embed, export and report find the same pictures, in subfolders and in several formats.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { curatornet, temporaryFolder } from '../command.ts';

it('embed, export and report find a/1.png, b/2.png and c.gif', async () => {
  const data = temporaryFolder();
  const run = join(data, 'run');
  const done = async (...args: string[]) => {
    const finished = await curatornet(...args);
    expect(finished.status, finished.stderr).toBe(0);
    return finished.stdout;
  };
  for (const name of ['images', 'images/a', 'images/b']) mkdirSync(join(data, name));
  const IMAGES = ['a/1.png', 'b/2.png', 'c.gif'];
  for (const [i, image] of IMAGES.entries()) {
    const background = { r: 250 * Number(i === 0), g: 250 * Number(i === 1), b: 250 * Number(i === 2) };
    await sharp({ create: { width: 60 + i, height: 40, channels: 3, background } }).toFile(join(data, 'images', image));
  }
  writeFileSync(join(data, 'items.csv'), 'id,image\nx,a/1.png\ny,b/2.png\nc,\nd,\ne,\nf,\n');
  const baskets = ['xyc', 'ycd', 'cde', 'def', 'efx', 'fxy', 'xce', 'ydf'];
  const events = baskets.flatMap((basket, user) => [...basket].map((item) => `${user},${item}\n`));
  writeFileSync(join(data, 'events.csv'), `user,item\n${events.join('')}`);

  expect(JSON.parse(await done('embed', '--data', data, '--json'))).toMatchObject({
    embedded: 3,
    skipped: [{ id: 'd' }, { id: 'e' }, { id: 'f' }],
  });
  const settings = ['--preset', 'smoke', '--set', 'triples=40', '--set', 'validationTriples=10'];
  await done('run', '--data', data, '--run', run, ...settings, '--no-ablation');
  const items = JSON.parse(readFileSync(join(run, 'bundle/items.json'), 'utf8'));
  expect(items.slice(0, 3).map(({ image, width }: Record<string, unknown>) => [image, width])).toEqual(
    IMAGES.map((image, i) => [image, 60 + i]),
  );
  const page = readFileSync(join(run, 'report/index.html'), 'utf8');
  expect(page.match(/<image href="data:image\/jpeg/g)).toHaveLength(3);
});
