// The variants of an ablation, and when results of an earlier one may be reused.
import { describe, expect, it } from 'vitest';
import { type Ablated, variantsOf } from '../../../trainer/ablate/variants.ts';
import { chooseSettings } from '../../../trainer/config.ts';

const quota = { asked: 1, drawn: 1 };
const followed = (...names: string[]) => ({
  yields: names.map((guideline) => ({ guideline, about: '', training: quota, validation: quota })),
  skipped: [],
});
const RUN: Ablated = {
  preset: 'standard',
  settings: chooseSettings('standard', ['ablationTriples=500']),
  seed: 1,
  backend: 'wasm',
  fingerprint: 'f',
  labels: null,
  sampled: followed('leave one out', 'guideline 4', 'guideline 5'),
};
const names = (run: Partial<Ablated>) => variantsOf({ ...RUN, ...run }).map(({ name }) => name);
const WITHOUT_CLUSTERS = [
  'as trained',
  'without leave one out',
  'without guideline 4',
  'without guideline 5',
  'without the L2 penalty',
];

describe('the variants', () => {
  it('are the run itself, and it without each guideline and each part of the preset', () => {
    expect(names({})).toEqual(WITHOUT_CLUSTERS);
    const [base, , without4, , withoutL2] = variantsOf(RUN);
    expect(base.settings).toEqual({ ...RUN.settings, triples: 500 });
    expect(without4.settings).toEqual({ ...base.settings, profileItems: 0 });
    expect(withoutL2.settings).toEqual({ ...base.settings, l2: 0 });
  });
  it('with clusters include the other negatives, for CuratorNet and VBPR', () => {
    const variants = variantsOf({ ...RUN, labels: Int32Array.of(0, 1) });
    expect(variants.slice(0, 4).map(({ name, negatives, against }) => [name, negatives, against])).toEqual([
      ['as trained', 'uniform', null],
      ["the guidelines' negatives", 'guidelines', 'as trained'],
      ['VBPR, guidelines 3 and 4', 'guidelines', null],
      ['VBPR, random negatives', 'uniform', 'VBPR, guidelines 3 and 4'],
    ]);
  });
  it('exclude guidelines that were skipped, and a single guideline', () => {
    expect(names({ sampled: followed('guideline 4', 'guideline 5') })).not.toContain('without leave one out');
    expect(names({ sampled: followed('guideline 4') })).toEqual(['as trained', 'without the L2 penalty']);
  });
  it('are empty with ablationTriples=0', () => {
    expect(names({ settings: chooseSettings('standard', ['ablationTriples=0']) })).toEqual([]);
  });
});

describe('the key of a variant', () => {
  const key = (run: Partial<Ablated>) => variantsOf({ ...RUN, ...run })[0].key;
  it('does not depend on the number of triples of the run', () => {
    expect(key({ settings: { ...RUN.settings, triples: 7 } })).toBe(key({}));
  });
  it.each<[string, Partial<Ablated>]>([
    ['dataset', { fingerprint: 'g' }],
    ['seed', { seed: 2 }],
    ['backend', { backend: 'cpu' }],
    ['clusters', { labels: Int32Array.of(0, 1) }],
    ['a setting', { settings: { ...RUN.settings, batch: 512 } }],
    ['the number of triples in the ablation', { settings: { ...RUN.settings, ablationTriples: 501 } }],
  ])('changes with %s', (_, change) => {
    expect(key(change)).not.toBe(key({}));
  });
  it('differs between variants', () => {
    const keys = variantsOf({ ...RUN, labels: Int32Array.of(0, 1) }).map(({ key }) => key);
    expect(new Set(keys).size).toBe(WITHOUT_CLUSTERS.length + 3);
  });
});
