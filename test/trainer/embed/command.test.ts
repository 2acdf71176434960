// curatornet embed as a process, with valid and invalid pictures.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, statSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { VISUAL_SIZE } from '../../../shared/visual/visual.ts';
import { openDataset } from '../../../trainer/dataset/dataset.ts';
import { curatornet } from '../command.ts';
import { freshFolder, names } from '../dataset/support.ts';
import { makeStore, motley, picture } from './support.ts';

const CLI = fileURLToPath(new URL('../../../trainer/cli.ts', import.meta.url));
const read = (folder: string, name: string) => readFileSync(join(folder, name));

describe('a folder of pictures', () => {
  it('becomes a dataset: files named by image, or by id and extension, in every supported format', async () => {
    const data = makeStore('id,image\na,\nb,some/b.png\nc,https://shop.example/c.jpg\nd,\ne,\nf,\n', {
      'a.webp': await motley(1, 40, 'webp'),
      'c.jpg': await motley(3, 40, 'jpeg'),
      'd.gif': await motley(4, 40, 'gif'),
      'e.tif': await motley(5, 40, 'tiff'),
      'f.avif': await motley(6, 40, 'avif'),
    });
    mkdirSync(join(data, 'images/some'));
    writeFileSync(join(data, 'images/some/b.png'), await motley(2));
    const { status, stdout, stderr } = await curatornet('embed', '--data', data, '--json');
    expect(status, stderr).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ embedded: 6, known: 0, skipped: [] });
    expect(stderr).toMatch(/embed {2}6 pictures in \d+s, \d+ pictures\/s/);
    expect(names(data)).toEqual([
      'dataset.json',
      'events.csv',
      'features.cache',
      'features.npy',
      'images',
      'items.csv',
    ]);
    const dataset = await openDataset(data);
    expect(dataset).toMatchObject({ featureSize: VISUAL_SIZE, simulated: false, users: ['u', 'v'] });
    expect(dataset.provenance).toBe('A folder of pictures. Features: engineered visual features, version 1.');
    const rows = Array.from({ length: 6 }, (_, row) =>
      dataset.features.subarray(row * VISUAL_SIZE, (row + 1) * VISUAL_SIZE).join(),
    );
    expect(new Set(rows).size).toBe(6);
  });

  it('keeps the summary of dataset.json, and replaces features of another origin only with --force', async () => {
    const data = makeStore('id\na\nb\n', { 'a.png': await motley(1), 'b.png': await motley(2) });
    writeFileSync(
      join(data, 'dataset.json'),
      JSON.stringify({ name: 'mine', provenance: 'Painted by hand.', simulated: true }),
    );
    writeFileSync(join(data, 'features.npy'), 'of another program');
    const refused = await curatornet('embed', '--data', data);
    expect(refused).toMatchObject({ status: 2, stdout: '' });
    expect(refused.stderr).toContain('features.npy: exists already\n  replace it with --force');
    expect(read(data, 'features.npy').toString()).toBe('of another program');
    writeFileSync(join(data, 'features.cache'), '{"key":"another","size":496}\n');
    const other = await curatornet('embed', '--data', data);
    expect(other.stderr).toContain('features.npy: was made by another encoder\n  replace it with --force');
    expect((await curatornet('embed', '--data', data, '--force')).status).toBe(0);
    const dataset = await openDataset(data);
    expect(dataset).toMatchObject({ name: 'mine', simulated: true });
    expect(dataset.provenance).toBe('Painted by hand. Features: engineered visual features, version 1.');
  });

  it('grows: only the features of new and changed pictures are computed', async () => {
    const data = makeStore('id\na\nb\n', { 'a.png': await motley(1), 'b.png': await motley(2) });
    const counts = async (...rest: string[]) => {
      const { status, stdout, stderr } = await curatornet('embed', '--data', data, '--json', ...rest);
      expect(status, stderr).toBe(0);
      const { embedded, known } = JSON.parse(stdout);
      return { embedded, known };
    };
    expect(await counts()).toEqual({ embedded: 2, known: 0 });
    const first = await openDataset(data);
    // Cameras write the extension in upper case.
    writeFileSync(join(data, 'images/c.JPG'), await motley(4, 40, 'jpeg'));
    writeFileSync(join(data, 'items.csv'), 'id\nc\na\nb\n');
    writeFileSync(join(data, 'images/b.png'), await motley(3));
    expect(await counts()).toEqual({ embedded: 2, known: 1 });
    const grown = await openDataset(data);
    expect(grown.items.map(({ id }) => id)).toEqual(['c', 'a', 'b']);
    const row = (one: typeof first, i: number) => one.features.subarray(i * VISUAL_SIZE, (i + 1) * VISUAL_SIZE);
    expect(row(grown, 1)).toEqual(row(first, 0));
    expect(row(grown, 2)).not.toEqual(row(first, 1));
    expect(grown.fingerprint).not.toBe(first.fingerprint);
    expect(await counts()).toEqual({ embedded: 0, known: 3 });
    const again = read(data, 'features.npy');
    expect(await counts('--force')).toEqual({ embedded: 3, known: 0 });
    expect(read(data, 'features.npy').equals(again)).toBe(true);
  });

  it('has its features without an events.csv, and is a dataset as soon as there is one', async () => {
    const data = makeStore('id\na\nb\n', { 'a.png': await motley(1), 'b.png': await motley(2) });
    const events = read(data, 'events.csv');
    rmSync(join(data, 'events.csv'));
    const { status, stdout } = await curatornet('embed', '--data', data);
    expect(status).toBe(0);
    expect(stdout).toContain('embedded');
    expect(stdout).toContain('events.csv is missing: run embed again when it is there, to complete the dataset');
    expect(names(data)).toEqual(['features.cache', 'features.npy', 'images', 'items.csv']);
    writeFileSync(join(data, 'events.csv'), events);
    expect(JSON.parse((await curatornet('embed', '--data', data, '--json')).stdout)).toMatchObject({ embedded: 0 });
    expect((await openDataset(data)).users).toEqual(['u', 'v']);
  });

  it('gives the same bits with one and three threads', async () => {
    const ids = Array.from({ length: 9 }, (_, i) => `p${i}`);
    const pictures: Record<string, Buffer> = {};
    for (const [i, id] of ids.entries()) pictures[`${id}.jpg`] = await motley(i + 1, 100, 'jpeg');
    const data = makeStore(`id\n${ids.join('\n')}\n`, pictures);
    await curatornet('embed', '--data', data, '--threads', '1');
    const one = read(data, 'features.npy');
    await curatornet('embed', '--data', data, '--threads', '3', '--force');
    expect(read(data, 'features.npy').equals(one)).toBe(true);
  });
});

describe('a picture that cannot be used', () => {
  it('is reported with the reason, and its item gets the mean of the others', async () => {
    const outside = freshFolder();
    writeFileSync(join(outside, 'x.png'), await motley(9));
    const whole = await motley(1, 60);
    const data = makeStore(
      'id,image\na,\nb,\ncut,\nlink,link.png\nnone,\nsvg,svg.png\ntext,text.jpg\nempty,empty.png\npdf,x.pdf\nhuge,\n',
      {
        'a.png': await motley(1),
        'b.png': await motley(2),
        'cut.png': whole.subarray(0, whole.length / 2),
        'svg.png': '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>',
        'text.jpg': 'no picture at all',
        'empty.png': '',
        'x.pdf': '%PDF-1.4',
        // 108 million pixels in a few kilobytes
        'huge.png': await sharp({ create: { width: 12_000, height: 9_000, channels: 3, background: '#777' } })
          .toColourspace('b-w')
          .png({ compressionLevel: 1 })
          .toBuffer(),
      },
    );
    symlinkSync(join(outside, 'x.png'), join(data, 'images/link.png'));
    const { status, stdout, stderr } = await curatornet('embed', '--data', data, '--json');
    expect(status, stderr).toBe(0);
    const { embedded, skipped } = JSON.parse(stdout);
    expect(embedded).toBe(2);
    expect(skipped).toEqual([
      { id: 'cut', why: expect.stringMatching(/^cannot be decoded: /) },
      { id: 'link', why: 'link.png is a link to outside the folder' },
      { id: 'none', why: 'none.webp, .jpg etc. not found' },
      { id: 'svg', why: 'is not a JPEG, PNG, WebP, GIF, TIFF or AVIF file' },
      { id: 'text', why: 'is not a JPEG, PNG, WebP, GIF, TIFF or AVIF file' },
      { id: 'empty', why: 'is empty' },
      { id: 'pdf', why: 'x.pdf does not have the extension of a picture' },
      { id: 'huge', why: 'has more than 100 million pixels' },
    ]);
    expect(stderr).toContain('embed  skipped svg: is not a JPEG');
    const { features, provenance } = await openDataset(data);
    expect(provenance).toContain('; 8 without a usable picture have the mean of the others.');
    const row = (i: number) => features.subarray(i * VISUAL_SIZE, (i + 1) * VISUAL_SIZE);
    // Sums of two float32 are exact in float64; halved and rounded once.
    const mean = Float32Array.from(row(0), (value, f) => (value + row(1)[f]) / 2);
    for (let i = 2; i < 10; i++) expect(row(i)).toEqual(mean);
  });

  it('rejects a folder without usable pictures, and a missing folder', async () => {
    const data = makeStore('id\na\n', { 'a.png': 'nonsense' });
    const { status, stderr } = await curatornet('embed', '--data', data);
    expect(status).toBe(2);
    expect(stderr).toContain('none of the 1 items has a usable picture\n  first error, for a: is not a JPEG');
    expect(names(data)).toEqual(['events.csv', 'images', 'items.csv']);
    const none = await curatornet('embed', '--data', data, '--images', join(data, 'elsewhere'));
    expect(none.stderr).toContain('elsewhere: the picture folder was not found\n  give it with --images DIR');
  });

  it.each(['../a.png', '/etc/a.png', 'x/../../a.png', 'x\\a.png', 'C:a.png'])('rejects the name %s', async (image) => {
    const data = makeStore(`id,image\na,${image}\n`, { 'a.png': await motley(1) });
    const { status, stderr } = await curatornet('embed', '--data', data);
    expect(stderr).toContain(`items.csv: the image ${JSON.stringify(image)} of the item "a" leaves the picture folder`);
    expect(status).toBe(2);
    expect(names(data)).toEqual(['events.csv', 'images', 'items.csv']);
  });
});

describe('an interrupted run', () => {
  it('resumes, and gives the same bits as an uninterrupted run', async () => {
    const ids = Array.from({ length: 40 }, (_, i) => `p${i}`);
    const pictures: Record<string, Buffer> = {};
    for (const [i, id] of ids.entries()) pictures[`${id}.png`] = await motley(i + 1, 300);
    const data = makeStore(`id\n${ids.join('\n')}\n`, pictures);
    const cache = join(data, 'features.cache');
    const child = spawn(process.execPath, [CLI, 'embed', '--data', data, '--threads', '1'], { stdio: 'ignore' });
    const record = 32 + 4 * VISUAL_SIZE;
    const written = () => statSync(cache, { throwIfNoEntry: false })?.size ?? 0;
    while (written() < 5 * record) await new Promise((resolve) => setTimeout(resolve, 1));
    child.kill('SIGKILL');
    await new Promise((resolve) => child.on('close', resolve));
    expect(names(data)).toEqual(['events.csv', 'features.cache', 'images', 'items.csv']);
    truncateSync(cache, written() - 7); // the last record torn

    const { stdout, stderr } = await curatornet('embed', '--data', data, '--json');
    expect(stderr).toMatch(/embed {2}reusing the features of \d+ pictures of an earlier run/);
    const { embedded, known } = JSON.parse(stdout);
    expect(known).toBeGreaterThanOrEqual(3);
    expect(embedded).toBe(40 - known);
    expect(names(data)).toEqual([
      'dataset.json',
      'events.csv',
      'features.cache',
      'features.npy',
      'images',
      'items.csv',
    ]);
    const resumed = read(data, 'features.npy');
    const whole = JSON.parse((await curatornet('embed', '--data', data, '--force', '--json')).stdout);
    expect(whole).toMatchObject({ embedded: 40, known: 0 });
    expect(read(data, 'features.npy').equals(resumed)).toBe(true);
  });

  it('is not resumed with another embedder', async () => {
    const data = makeStore('id\na\n', { 'a.png': await motley(1) });
    const forged = Buffer.alloc(32 + 4 * VISUAL_SIZE);
    writeFileSync(
      join(data, 'features.cache'),
      Buffer.concat([Buffer.from(`${JSON.stringify({ key: 'another', size: VISUAL_SIZE })}\n`), forged]),
    );
    const { stdout, stderr } = await curatornet('embed', '--data', data, '--json');
    expect(stderr).not.toContain('earlier run');
    expect(JSON.parse(stdout)).toMatchObject({ embedded: 1, known: 0 });
  });
});

it('decodes pictures upright, with transparency on white', async () => {
  const upright = await picture(30, 50, (x, y) => (y < 20 ? [200, 30, x] : [10, y, 240]));
  // Rotated 90 degrees to the left, with EXIF orientation 6, which rotates it back.
  const turned = await sharp(await sharp(upright).rotate(-90).png().toBuffer())
    .withMetadata({ orientation: 6 })
    .png()
    .toBuffer();
  const white = await picture(40, 40, () => [255, 255, 255]);
  const clear = await sharp({ create: { width: 40, height: 40, channels: 4, background: '#0000' } })
    .png()
    .toBuffer();
  const grey = await picture(40, 40, () => [90, 90, 90]);
  const greyOnly = await sharp(grey).toColourspace('b-w').png().toBuffer();
  const data = makeStore('id\nupright\nturned\nwhite\nclear\ngrey\ngrey-only\n', {
    'upright.png': upright,
    'turned.png': turned,
    'white.png': white,
    'clear.png': clear,
    'grey.png': grey,
    'grey-only.png': greyOnly,
  });
  const { status, stderr } = await curatornet('embed', '--data', data);
  expect(status, stderr).toBe(0);
  const { features } = await openDataset(data);
  const row = (i: number) => features.subarray(i * VISUAL_SIZE, (i + 1) * VISUAL_SIZE);
  for (const pair of [2, 4]) expect(row(pair + 1)).toEqual(row(pair));
  // Colours may be rounded differently, because one picture is rotated before scaling and the other after.
  for (const [f, value] of row(1).entries()) expect(value).toBeCloseTo(row(0)[f], 1);
  expect(row(2)).not.toEqual(row(0));
});

it('takes CMYK, 16 bits, animations, one pixel and files with a wrong extension for what they are', async () => {
  const [red, blue] = [await picture(40, 40, () => [200, 30, 30]), await picture(40, 40, () => [20, 40, 220])];
  const strip = await sharp({ create: { width: 40, height: 80, channels: 3, background: 'rgb(200,30,30)' } })
    .composite([{ input: blue, top: 40, left: 0 }])
    .raw()
    .toBuffer();
  const animated = sharp(strip, { raw: { width: 40, height: 80, channels: 4, pageHeight: 40 } });
  const data = makeStore('id,image\nred,\ncmyk,\ndeep,\nmoving,\nwrong,wrong.gif\npixel,\nbroad,\n', {
    'red.png': red,
    'cmyk.jpg': await sharp(red).toColourspace('cmyk').jpeg({ quality: 100 }).toBuffer(),
    'deep.png': await sharp(red).toColourspace('rgb16').png().toBuffer(),
    'moving.webp': await animated.webp({ lossless: true }).toBuffer(),
    'wrong.gif': red,
    'pixel.png': await picture(1, 1, () => [200, 30, 30]),
    'broad.png': await picture(3000, 1, () => [200, 30, 30]),
  });
  const { status, stdout, stderr } = await curatornet('embed', '--data', data, '--json');
  expect(status, stderr).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ skipped: [], embedded: 6, known: 1 });
  const { features } = await openDataset(data);
  const row = (i: number) => features.subarray(i * VISUAL_SIZE, (i + 1) * VISUAL_SIZE);
  // 16 bits, the first frame, and a PNG named .gif have the same pixels.
  for (const same of [2, 3, 4]) expect(row(same)).toEqual(row(0));
  // The means of lightness, green-red and blue-yellow. CMYK cannot hold this red exactly.
  const colour = (i: number) => [136, 139, 142].map((f) => row(i)[f]);
  for (const [c, value] of colour(1).entries()) expect(Math.abs(value - colour(0)[c])).toBeLessThan(0.08);
  for (const small of [5, 6])
    for (const [c, value] of colour(small).entries()) expect(value).toBeCloseTo(colour(0)[c], 3);
});
