// The model card describes the network by its settings.
import { expect, it } from 'vitest';
import { chooseSettings } from '../../../trainer/config.ts';
import type { Facts } from '../../../trainer/report/facts/facts.ts';
import { cardMarkdown } from '../../../trainer/report/model-card.ts';

const facts = {
  dataset: { name: 'store', provenance: 'Ours.', featureSize: 8, fingerprint: 'f', simulated: false },
  counts: { users: 2, items: 3, events: 4, artists: 0, hidden: 1 },
  hiddenBy: 'last event',
  seed: 1,
  model: { itemTower: [200, 200], userTower: [300, 200, 200], step: 9, validationAccuracy: 0.5, backend: 'cpu' },
  evaluation: null,
  sampled: null,
};
const card = (preset: string, ...changes: string[]) =>
  cardMarkdown({ ...facts, preset, settings: chooseSettings(preset, changes) } as unknown as Facts, 'v');

it("describes the paper's network", () => {
  expect(card('paper')).toContain('a user tower over the average and maximum of the vectors');
  expect(card('paper')).not.toContain('Beyond the paper');
  expect(card('paper')).toContain('It sees only pictures, not sizes or prices.');
});

it('lists the additions to the paper', () => {
  const best = card('best');
  expect(best).toContain('a user tower over the average of the vectors');
  expect(best).toContain(
    'Beyond the paper: a softmax loss over many items instead of pairs; linear skip connections around both towers; normalised vectors with a learned temperature; plain visual similarity with the weight 0.5; standardised log popularity with the weight 2.',
  );
  expect(best).toContain('It sees only pictures and how often each was bought, not sizes');
  expect(card('best', 'priorWeight=0', 'skips=off')).not.toMatch(/popularity|linear way|how often each was bought/);
});
