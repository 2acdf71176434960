// npm run bench [-- part ...]: all benchmarks, or the named ones. Absolute results vary with the machine; ratios within one
// run are comparable.

export type Log = (line: string) => void;

/** Imported when they run, so that other code affects them little. */
const PARTS: Record<string, { title: string; run: (log: Log) => unknown }> = {
  kernel: {
    title: 'Scoring 6,040 to 100,000 items for one user',
    run: async (log) => (await import('./kernel.ts')).benchKernel(log),
  },
  serve: {
    title: 'Rails under workerd, 6,040 items x 200 (CPU: all of workerd, which holds the simulators of D1 and R2 too)',
    run: async (log) => (await import('./serve.ts')).benchServe({ log }),
  },
  shards: {
    title: 'for-you from 1,000,000 items x 200 in shards, under workerd, one client',
    run: async (log) => (await import('./shards.ts')).benchShards(log),
  },
  distance: {
    title: 'Rails far from D1: a relay 10 ms away, a replica 25, the primary 150, relays from a writer 150',
    run: async (log) => (await import('./distance.ts')).benchDistance(log),
  },
  cold: {
    title: 'The first rail of a new isolate after uploads, 6,040 items x 200 of 2,048 features',
    run: async (log) => (await import('./cold.ts')).benchCold(log),
  },
  impressions: {
    title: 'Rails of a user without the items that they ignored, 6,040 items',
    run: async (log) => (await import('./impressions.ts')).benchImpressions(log),
  },
  merchandising: {
    title: 'for-you with ten rules, 200 hidden items and an experiment, beside the rail without them',
    run: async (log) => (await import('./merchandising.ts')).benchMerchandising(log),
  },
  metrics: {
    title: 'What counting for GET /metrics costs a request, 6,040 items x 200',
    run: async (log) => (await import('./metrics.ts')).benchMetrics(log),
  },
  bulk: {
    title: 'A million events: push, pull, import',
    run: async (log) => (await import('./bulk.ts')).benchBulk(log),
  },
  training: {
    title: 'Training, 6,040 items x 2,048',
    run: async (log) => (await import('./training.ts')).benchTraining(log),
  },
  sampling: {
    title: "Sampling ten million triples at the paper's counts",
    run: async (log) => (await import('./sampling.ts')).benchSampling(log),
  },
  cluster: {
    title: 'Clusters of 6,040 x 2,048: components, k-means, silhouette, map',
    run: async (log) => (await import('./cluster.ts')).benchCluster(log),
  },
  client: {
    title: 'The size of what pages load',
    run: async (log) => (await import('./client.ts')).benchClient(log),
  },
  scale: {
    title: 'Import, clusters, sampling, training and evaluation of 30,000 items x 512, 300,000 events',
    run: async (log) => (await import('./scale.ts')).benchScale(log),
  },
  catalogue: {
    title: 'A training step of the default preset at 6,710 and 100,000 items x 128',
    run: async (log) => (await import('./catalogue-size.ts')).benchCatalogueSize(log),
  },
  pictures: {
    title: 'Painting and embedding pictures',
    run: async (log) => (await import('./pictures.ts')).benchPictures(log),
  },
};

const wanted = process.argv.slice(2);
const unknown = wanted.find((name) => !Object.hasOwn(PARTS, name));
if (unknown !== undefined) {
  console.error(`unknown benchmark '${unknown}': choose from ${Object.keys(PARTS).join(', ')}`);
  process.exit(2);
}
for (const name of wanted.length > 0 ? wanted : Object.keys(PARTS)) {
  const { title, run } = PARTS[name];
  console.log(`\n${name}: ${title}`);
  await run(console.log);
}
process.exit(0);
