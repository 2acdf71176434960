// Imports published files of a real dataset, which are not part of the repository.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openDataset } from '../../../trainer/dataset/dataset.ts';
import { importInteractions } from '../../../trainer/dataset/interactions.ts';
import { split } from '../../../trainer/dataset/split.ts';
import { freshFolder } from './support.ts';

const FILES = fileURLToPath(new URL('../../../../shared/data/tiktok/', import.meta.url));

describe.skipIf(!existsSync(FILES))('TikTok (skipped if ../shared/data/tiktok is missing)', () => {
  it('is imported completely, and split by its validation file', async () => {
    const out = join(freshFolder(), 'tiktok');
    const manifest = await importInteractions({
      events: join(FILES, 'train.csv'),
      validation: join(FILES, 'validation.csv'),
      features: join(FILES, 'item_features.npy'),
      out,
    });
    // wc -l on each file, less the header; users: cut -d, -f1 {train,validation}.csv | grep -v user | sort -u | wc -l
    // Ten of the 9,308 users have no interaction in train.csv; five of these have one in validation.csv.
    expect(manifest.counts).toEqual({ items: 6710, users: 9303, events: 59541, validation: 3051, featureSize: 128 });

    const dataset = await openDataset(out);
    expect(dataset.features.length).toBe(6710 * 128);
    expect([dataset.items[6709].id, dataset.users[0]]).toEqual(['6709', '0']);
    const { history, hidden, baskets, how } = split(dataset);
    expect([how, baskets]).toEqual(['given', null]);
    expect(hidden.filter((rows) => rows.length > 0).length).toBe(3051);
    expect(Math.max(...history.map((rows) => rows.length))).toBe(603);
    expect(history.filter((rows) => rows.length === 0).length).toBe(5);
    // The README's cold items: those without any training interaction.
    expect(6710 - new Set(history.flat()).size).toBe(465);
  });
});
