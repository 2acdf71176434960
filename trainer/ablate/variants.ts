// The variants of a run's ablation: the run's own settings, and these with one change at a time.
import { createHash } from 'node:crypto';
import { changeSettings, PRESETS, type Settings } from '../config.ts';
import { VBPR_DEFAULTS } from '../rivals/vbpr.ts';
import type { Sampled } from '../sample/report.ts';
import { GUIDELINES } from '../sample/sample.ts';
import { ABLATION_FORMAT, type AblationEntry } from './ablation-file.ts';

export type Variant = Pick<AblationEntry, 'key' | 'name' | 'change' | 'model' | 'negatives' | 'against'> & {
  /** Settings of its training, including the number of triples. */
  settings: Settings;
};

/** The inputs from which the variants are derived. */
export interface Ablated {
  preset: string;
  settings: Settings;
  seed: number;
  backend: string;
  /** Fingerprint of the dataset. */
  fingerprint: string;
  labels: Int32Array | null;
  /** Number of triples that the run's own sampling yielded. */
  sampled: Sampled;
}

const AS_TRAINED = 'as trained';
const VBPR = 'VBPR, guidelines 3 and 4';
const OTHER = { guidelines: 'uniform', uniform: 'guidelines' } as const;
const NEGATIVES = { guidelines: "the guidelines' negatives", uniform: 'random negatives' } as const;

/**
 * The variants of a run, each after the one it is compared with. Without clusters the guidelines' negatives are
 * unavailable, so variants that need them are left out; a single guideline cannot be left out.
 */
export function variantsOf(run: Ablated): Variant[] {
  const base: Settings = { ...run.settings, triples: run.settings.ablationTriples };
  if (base.triples === 0) return [];
  const followed = new Set(run.sampled.yields.map(({ guideline }) => guideline));
  const leavable = Object.entries(GUIDELINES).filter(([, { name }]) => followed.has(name));
  const found: Omit<Variant, 'key' | 'negatives'>[] = [
    { name: AS_TRAINED, change: 'none', model: 'CuratorNet', against: null, settings: base },
  ];
  const changed = (change: Variant['change'], name: string, settings: Partial<Settings>) =>
    found.push({ name, change, model: 'CuratorNet', against: AS_TRAINED, settings: { ...base, ...settings } });
  if (run.labels !== null) {
    const negatives = OTHER[base.negatives];
    changed('negatives', NEGATIVES[negatives], { negatives });
    const vbpr = {
      change: 'none',
      model: 'VBPR',
      against: null,
      settings: { ...base, negatives: 'guidelines' },
    } as const;
    found.push(
      { ...vbpr, name: VBPR },
      {
        ...vbpr,
        name: 'VBPR, random negatives',
        change: 'negatives',
        against: VBPR,
        settings: { ...base, negatives: 'uniform' },
      },
    );
  }
  if (leavable.length > 1)
    for (const [key, { name }] of leavable) changed('guideline', `without ${name}`, { [key]: 0 });
  for (const { name, off } of PRESETS[run.preset]?.parts ?? [])
    changed('part', `without ${name}`, changeSettings(base, off));
  return found.map((variant) => ({ ...variant, negatives: variant.settings.negatives, key: keyOf(variant, run) }));
}

/** Digest of all inputs of a variant's results, which identifies outdated ones. */
function keyOf(
  { model, settings: { ablationTriples: _, finalFit: __, k: ___, ...settings } }: Pick<Variant, 'model' | 'settings'>,
  { seed, backend, fingerprint, labels }: Ablated,
): string {
  const { negatives, candidates } = settings;
  const sorted = Object.entries(settings).sort(([a], [b]) => (a < b ? -1 : 1));
  const learned = model === 'VBPR' ? { ...VBPR_DEFAULTS, negatives, candidates } : sorted;
  return createHash('sha256')
    .update(JSON.stringify([ABLATION_FORMAT, model, learned, seed, backend, fingerprint]))
    .update(labels ?? new Int32Array())
    .digest('hex');
}
