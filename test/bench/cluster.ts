// Clustering: the time of each stage at the paper's size, compared with scikit-learn on one thread if Debian's
// python3-sklearn is installed. `node test/bench/cluster.ts`
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { leadingDirections, project } from '../../trainer/algebra/pca.ts';
import { product } from '../../trainer/algebra/products.ts';
import { featureStatistics, rowsOfTable, standardise } from '../../trainer/algebra/standardise.ts';
import { holdPoints } from '../../trainer/cluster/distances.ts';
import { kMeans } from '../../trainer/cluster/k-means.ts';
import { mapPoints } from '../../trainer/cluster/map.ts';
import { silhouettes } from '../../trainer/cluster/silhouette.ts';
import { chooseStarts } from '../../trainer/cluster/starts.ts';
import { Random } from '../../trainer/random.ts';
import { chooseBackend } from '../../trainer/tfjs/choose.ts';

const ITEMS = 6_040;
const FEATURES = 2_048;
const CLUSTERS = 100;
const DIMENSIONS = 200;
const RUNS = 20;
const PYTHON = '/usr/bin/python3';

/** Rectified sums of 300 factors of decreasing strength plus noise, around 120 centres. [ITEMS, FEATURES] */
function pictures(random: Random): Float32Array {
  const normal = () => Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform());
  const [causes, groups] = [300, 120];
  const strength = Array.from({ length: causes }, (_, cause) => 1 / Math.sqrt(1 + cause / 4));
  const draw = () => strength.map((size) => size * normal());
  const centres = Array.from({ length: groups }, () => draw().map((value) => 1.5 * value));
  const works = Array.from({ length: ITEMS }, () => {
    const centre = centres[random.below(groups)];
    return draw().map((value, cause) => value + centre[cause]);
  });
  const lift = Float32Array.from({ length: causes * FEATURES }, normal);
  const look = product(Float32Array.from(works.flat()), lift, causes);
  return look.map((value) => Math.max(0, 0.15 * value - 0.3 + 0.5 * normal()));
}

/** The same stages in scikit-learn: seconds and results. The input is a float32 file of centred z-scores. */
const RIVAL = `
import json, sys, time, numpy as np
from sklearn.cluster import KMeans
from sklearn.decomposition import PCA
from sklearn.metrics import silhouette_score
z = np.fromfile(sys.argv[1], 'f4').reshape(${ITEMS}, ${FEATURES})
out = {}
def timed(name, work, times=1):
    start = time.time(); value = work(); out[name] = [times * (time.time() - start)]; return value
for solver in ('randomized', 'arpack', 'full'):
    pca = timed(solver, lambda: PCA(${DIMENSIONS}, svd_solver=solver, random_state=1).fit(z))
    out[solver].append(float(pca.explained_variance_ratio_.sum()))
points = pca.transform(z)
means = timed('k-means', lambda: KMeans(${CLUSTERS}, n_init=${RUNS}, random_state=1).fit(points))
out['k-means'].append(float(means.inertia_))
score = timed('silhouette', lambda: silhouette_score(points, means.labels_), ${RUNS})
out['silhouette'].append(float(score))
print(json.dumps(out))
`;
type Figures = Record<string, [seconds: number, found?: number]>;

/** @returns null if scikit-learn is not installed */
function rival(scores: Float32Array): Figures | null {
  if (spawnSync(PYTHON, ['-c', 'import sklearn']).status !== 0) return null;
  const folder = mkdtempSync(join(tmpdir(), 'curatornet-'));
  try {
    const file = join(folder, 'scores.f32');
    writeFileSync(file, new Uint8Array(scores.buffer, scores.byteOffset, scores.byteLength));
    const env = { ...process.env, OPENBLAS_NUM_THREADS: '1', OMP_NUM_THREADS: '1' };
    const { stdout, stderr, status } = spawnSync(PYTHON, ['-c', RIVAL, file], { env, encoding: 'utf8' });
    if (status !== 0) throw new Error(`scikit-learn failed: ${stderr}`);
    return JSON.parse(stdout) as Figures;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export async function benchCluster(log: (line: string) => void): Promise<void> {
  await chooseBackend('wasm');
  const features = pictures(new Random(1));
  const ours: Figures = {};
  const timed = <T>(name: string, work: () => T): T => {
    const started = performance.now();
    const value = work();
    ours[name] = [(performance.now() - started) / 1000];
    return value;
  };
  const scores = timed('z-scores', () => standardise(features, featureStatistics(features, FEATURES)));
  const table = rowsOfTable(scores, FEATURES);
  const pca = timed('components', () => {
    const found = leadingDirections(table, DIMENSIONS, new Random(1));
    return { ...found, points: project(table, found) };
  });
  ours.components.push(pca.explained.reduce((a, b) => a + b, 0));
  const points = holdPoints(pca.points, pca.dimensions);
  const found = timed('k-means', () =>
    chooseStarts(points, CLUSTERS, RUNS, new Random(1)).map((starts) => kMeans(points, starts)),
  );
  ours['k-means'].push(Math.min(...found.map(({ inertia }) => inertia)));
  const fit = timed('silhouette', () => silhouettes(points, found));
  ours.silhouette.push(Math.max(...fit));
  timed('map', () => mapPoints(pca.points, pca.dimensions, new Random(1)));
  points.dispose();

  const theirs = rival(scores);
  const show = (name: string, [seconds, value]: Figures[string]) =>
    `${name.padEnd(25)}${seconds.toFixed(2).padStart(7)} s${value === undefined ? '' : `  ${value.toPrecision(7)}`}`;
  for (const [stage, figures] of Object.entries(ours)) log(show(stage, figures));
  if (theirs === null) {
    log('scikit-learn skipped: not installed (apt-get install python3-sklearn)');
    return;
  }
  for (const [stage, figures] of Object.entries(theirs)) log(show(`scikit-learn ${stage}`, figures));
  for (const [stage, rivals] of Object.entries({
    components: ['randomized', 'arpack', 'full'],
    'k-means': ['k-means'],
    silhouette: ['silhouette'],
  }))
    for (const other of rivals)
      log(`${stage} takes ${(ours[stage][0] / theirs[other][0]).toFixed(2)} of scikit-learn's time (${other})`);
}

if (import.meta.main) {
  await benchCluster(console.log);
  process.exit(0);
}
