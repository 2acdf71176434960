// The page `/find`: the browser computes the features of a photo with the trainer's code, and the store shows what is like it.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { visualEncoder } from '../../shared/encoder.ts';
import { GROUPS, VISUAL_SIZE } from '../../shared/visual/visual.ts';
import { chance } from '../../trainer/chance.ts';
import { visualEmbedder } from '../../trainer/embed/visual-embedder.ts';
import { makeCatalogue } from '../../trainer/simulate/catalogue.ts';
import { paintAll } from '../../trainer/simulate/painter/paint-all.ts';
import { temporaryFolder } from '../infra/workbench.ts';
import { hasChromium } from './chromium.ts';
import { newPage, openStore, store, worksOn } from './store.ts';

describe.skipIf(!hasChromium)('find by photo (skipped without chromium)', async () => {
  openStore({ features: VISUAL_SIZE, encoder: await visualEncoder() });
  const folder = temporaryFolder();

  /** Painted pictures as large photos, one of which a camera held sideways, and one with transparency. */
  async function photos(): Promise<string[]> {
    const painted = makeCatalogue(chance(3), 4, 4);
    const paths = painted.map((_, i) => join(folder, `painted-${i}.webp`));
    await paintAll(
      painted.map(({ brief }, i) => ({ brief, side: 900, path: paths[i] })),
      1,
    );
    const file = (name: string) => join(folder, name);
    await sharp(paths[0]).jpeg({ quality: 92 }).toFile(file('photo.jpg'));
    await sharp(paths[1]).rotate(-90).withMetadata({ orientation: 6 }).jpeg().toFile(file('sideways.JPG'));
    await sharp(paths[2]).resize(150).png().toFile(file('small.png'));
    await sharp(paths[3]).ensureAlpha(0.5).png().toFile(file('clear.png'));
    return ['photo.jpg', 'sideways.JPG', 'small.png', 'clear.png'].map(file);
  }

  it('gives features close to those of the trainer, and shows the item with this very picture first', async () => {
    const { url, keys } = store.server;
    const page = await newPage();
    const paths = await photos();
    const own: Float32Array[] = [];
    for await (const result of (await visualEmbedder(1)).embed(paths, new Set()))
      if ('vector' in result) own[result.place] = result.vector!;
    const headers = { authorization: `Bearer ${keys.SERVICE_KEY}`, 'content-type': 'application/json' };
    for (const [i, features] of own.entries()) {
      const body = JSON.stringify({ title: `Photo ${i}`, features: [...features] });
      expect((await fetch(`${url}/v1/items/photo-${i}`, { method: 'PUT', headers, body })).status).toBe(200);
    }
    for (const [i, path] of paths.entries()) {
      await page.goto('/find');
      const sent = page.waitForRequest((request) => request.method() === 'POST' && request.url().endsWith('/find'));
      await page.locator('input[type=file]').setInputFiles(path);
      const form = new URLSearchParams((await sent).postData()!);
      const bytes = Buffer.from(form.get('features')!, 'base64url');
      const features = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
      expect(features).toHaveLength(VISUAL_SIZE);
      let at = 0;
      for (const { name, size } of GROUPS) {
        const [a, b] = [own[i], features].map((one) => one.subarray(at, at + size));
        const distance = Math.hypot(...a.map((value, f) => value - b[f])) / Math.hypot(...a);
        // A browser scales pictures differently, which fine lines and shades notice most.
        const most = ['lightness', 'texture'].includes(name) ? 0.2 : 0.1;
        expect(distance, `${name} of ${path}`).toBeLessThan(most);
        at += size;
      }
      await page.waitForSelector('h1:has-text("Items like your photo")');
      expect((await worksOn(page))[0]).toBe(`photo-${i}`);
    }
    expect(page.broken).toEqual([]);
  });

  it('says so where a file is not a picture', async () => {
    const page = await newPage();
    const path = join(folder, 'text.jpg');
    writeFileSync(path, 'not a picture');
    await page.goto('/find');
    await page.locator('input[type=file]').setInputFiles(path);
    await page.waitForSelector('text=This file is not a picture that your browser can open.');
  });
});
