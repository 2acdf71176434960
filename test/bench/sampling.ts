// Sampling at the paper's size: 10,000,000 + 300,000 distinct triples over data like UGallery's, on one core.
// `node test/bench/sampling.ts`
import { chooseSettings } from '../../trainer/config.ts';
import { Random } from '../../trainer/random.ts';
import { sampleLines } from '../../trainer/sample/report.ts';
import { sample } from '../../trainer/sample/sample.ts';
import { listOf, placesByCode } from '../../trainer/sample/source/lists.ts';
import { makeSource, type SamplingSource } from '../../trainer/sample/source/source.ts';

const USERS = 2_378;
const ITEMS = 6_040;
const ARTISTS = 573;
const CLUSTERS = 100;
const PURCHASES = 5_336;
const FEATURES = 2_048;

export function benchSampling(log: (line: string) => void): void {
  const started = performance.now();
  const source = paperlike(new Random(1));
  const made = performance.now();
  const before = process.memoryUsage();
  const result = sample(source, chooseSettings('paper', []), 1);
  const seconds = (performance.now() - made) / 1000;
  const memory = process.memoryUsage();
  for (const line of sampleLines(result)) log(line);
  const triples = (result.training.triples.length + result.validation.triples.length) / 3;
  const histories = result.training.histories.start.length - 1;
  log(`data created and indexed in ${((made - started) / 1000).toFixed(1)} s`);
  log(
    `${triples.toLocaleString('en')} triples over ${histories.toLocaleString('en')} histories in ${seconds.toFixed(1)} s: ` +
      `${Math.round(triples / seconds).toLocaleString('en')} a second`,
  );
  const grown = (memory.arrayBuffers - before.arrayBuffers + memory.heapUsed - before.heapUsed) / 2 ** 20;
  log(`memory: ${grown.toFixed(0)} MiB more than the source`);
}

/** Users who prefer some artists, whose items are close to each other. Most users have one basket with one item. */
function paperlike(random: Random): SamplingSource {
  const artist = Int32Array.from({ length: ITEMS }, () => random.below(ARTISTS));
  const home = Int32Array.from({ length: ARTISTS }, () => random.below(CLUSTERS));
  // Two of three items are in their artist's own cluster.
  const labels = artist.map((mine) => (random.uniform() < 2 / 3 ? home[mine] : random.below(CLUSTERS)));
  const normal = () => random.uniform() + random.uniform() + random.uniform() - 1.5;
  const centre = Float32Array.from({ length: CLUSTERS * FEATURES }, normal);
  const features = Float32Array.from({ length: ITEMS * FEATURES }, (_, at) => {
    const [row, f] = [Math.floor(at / FEATURES), at % FEATURES];
    return centre[labels[row] * FEATURES + f] + 1.5 * normal();
  });
  const items = placesByCode(artist);
  const baskets = Array.from({ length: USERS }, () => [[random.below(ITEMS)]]);
  for (let purchases = USERS; purchases < PURCHASES; ) {
    const mine = baskets[random.below(USERS)];
    const last = mine[mine.length - 1];
    const same = listOf(items, artist[mine[0][0]]);
    const liked = random.uniform() < 0.3 ? same[random.below(same.length)] : random.below(ITEMS);
    if (mine.flat().includes(liked)) continue;
    if (random.uniform() < 0.5) last.push(liked);
    else mine.push([liked]);
    purchases++;
  }
  return makeSource({
    history: baskets.map((mine) => mine.flat()),
    baskets,
    artists: Array.from(artist, (code) => `artist ${code}`),
    labels,
    features,
    featureSize: FEATURES,
  });
}

if (import.meta.main) benchSampling(console.log);
