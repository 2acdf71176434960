// The model card describes the network by its settings.
import { expect, it } from 'vitest';
import { chooseSettings } from '../../../trainer/config.ts';
import type { Choice } from '../../../trainer/given/choice.ts';
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
  choice: null,
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
    'Beyond the paper: a softmax loss over many items instead of pairs; linear skip connections around both towers; normalised vectors with a learned temperature; plain visual similarity with the weight 4; similarity to the companions of the history with the weight 2; co-occurrence of items in histories with the weight 2, in at most 128 columns per item, zeros for a new one; standardised log popularity with the weight 2.',
  );
  expect(best).toContain('It sees only pictures and who else has an item, not sizes');
  const without = card('best', 'priorWeight=0', 'skips=off', 'cooccurrenceWeight=0', 'associationWeight=0');
  expect(without).not.toMatch(/popularity|linear skip|companions|occurrence|who else/);
  expect(without).not.toContain('Weights:');
});

it('says how the weights were chosen', () => {
  const choice: Choice = {
    weights: { rawWeight: 4, associationWeight: 2, cooccurrenceWeight: 0, priorWeight: 2 },
    users: 1234,
    changes: [{ setting: 'cooccurrenceWeight', from: 2, to: 0, gain: 0.01234, error: 0.002 }],
  };
  const settings = chooseSettings('best', ['cooccurrenceWeight=0']);
  const lines = cardMarkdown({ ...facts, preset: 'best', settings, choice } as unknown as Facts, 'v');
  expect(lines).toContain(
    'Weights: chosen on 1,234 held-out interactions: visual similarity 4, association 2, co-occurrence 0, popularity 2.',
  );
  expect(lines).toContain(
    'Weights: co-occurrence was 2; 0 ranks the held-out items better: 0.0123 ± 0.0020 of 1 / log2(1 + place).',
  );
});
