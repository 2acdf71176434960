// The dataset, and all settings.
import { DEFAULT_SETTINGS } from '../../config.ts';
import type { Facts } from '../facts/facts.ts';
import { markup } from '../text/markup.ts';
import { count } from '../text/numbers.ts';
import type { Section } from './section.ts';

export function data({ dataset, counts, hiddenBy, preset, settings, seed, model }: Facts): Section {
  const hidden = hiddenBy === 'given' ? 'the validation set of the dataset' : `the ${hiddenBy} of each user`;
  const terms: [string, string][] = [
    ['dataset', dataset.name],
    ['users', count(counts.users)],
    ['items', count(counts.items)],
    ['interactions', count(counts.events)],
    ['artists', counts.artists > 0 ? count(counts.artists) : 'unknown'],
    ['features per item', count(dataset.featureSize)],
    ['hidden for evaluation', `${hidden}: ${count(counts.hidden)} items`],
    ['preset', preset],
    ['seed', String(seed)],
    ['backend', model.backend],
    ['steps', `${count(model.step)} until the model that was kept`],
    ['fingerprint', dataset.fingerprint.slice(0, 16)],
  ];
  const set = Object.entries(settings).map(([key, value]) => {
    const changed = value !== DEFAULT_SETTINGS[key as keyof typeof settings];
    const shown = typeof value === 'number' && value >= 1000 ? count(value) : String(value);
    return markup`<div${changed && markup` class="changed"`}><dt>${key}</dt><dd>${shown}</dd></div>`;
  });
  return {
    id: 'data',
    title: 'Data and settings',
    content: markup`<p>${dataset.provenance}</p>
<dl class="facts">${terms.map(([term, text]) => markup`<div><dt>${term}</dt><dd>${text}</dd></div>`)}</dl>
<h3>Settings</h3><dl class="settings">${set}</dl><p class="note">Bold: differs from the default.</p>`,
  };
}
