// A manifest of four tiny files, true in every number, to be spoiled.
import { BUNDLE_FILES, type Manifest, type ServedFile, sha256Hex, versionOf } from '../../shared/bundle.ts';

export const CONTENTS: Record<ServedFile, Uint8Array> = {
  [BUNDLE_FILES.userTower]: new TextEncoder().encode('a'),
  [BUNDLE_FILES.itemTower]: new TextEncoder().encode('bb'),
  [BUNDLE_FILES.vectors]: new TextEncoder().encode('ccc'),
  [BUNDLE_FILES.items]: new TextEncoder().encode('[]'),
};

export async function manifestOf(contents = CONTENTS): Promise<Manifest> {
  const listed: [string, { bytes: number; sha256: string }][] = [];
  for (const [name, bytes] of Object.entries(contents))
    listed.push([name, { bytes: bytes.byteLength, sha256: await sha256Hex(bytes) }]);
  const files = Object.fromEntries(listed) as Manifest['files'];
  return {
    format: 1,
    version: await versionOf(files),
    createdAt: '2026-11-17T12:00:00Z',
    model: { name: 'CuratorNet', items: 3, features: 6, dimensions: 2 },
    madeFrom: {
      dataset: 'fixture',
      fingerprint: '0'.repeat(64),
      preset: 'tiny',
      settings: { steps: 10, optimizer: 'adam', shuffle: true },
      seed: 1,
      backend: 'cpu',
    },
    metrics: [],
    files,
    probes: [{ history: ['a'], user: [0.5, -0.25], top: [{ id: 'b', score: 2 }] }],
  };
}
