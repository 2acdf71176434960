// Three projects: `node` for what runs on Node, `workerd` for the worker's code in the worker's runtime, with real D1 and
// R2, and `browser` for pages in Chromium.
import { availableParallelism } from 'node:os';
import { cloudflareTest, readD1Migrations } from '@cloudflare/vitest-plugin';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // By default two cores get one worker, which leaves a core idle while a test waits for a process.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // The worker's log has a line a request.
    onConsoleLog: (log) => !log.startsWith('{"id"'),
    projects: [
      {
        test: {
          name: 'node',
          include: ['test/**/*.test.ts'],
          exclude: ['test/edge/**', 'test/browser/**'],
          testTimeout: 60_000,
          hookTimeout: 300_000,
        },
      },
      {
        test: {
          name: 'browser',
          include: ['test/browser/**/*.test.ts'],
          // One store at a time, for each has a server.
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        plugins: [
          cloudflareTest(async () => ({
            wrangler: { configPath: './wrangler.toml' },
            miniflare: {
              bindings: {
                MIGRATIONS: await readD1Migrations('infra/migrations'),
                STOREFRONT_KEY: 'storefront-key-of-the-tests',
                UNSIGNED_MODELS: 'accept',
                // No lease runs out by itself during a test.
                RELAY_LEASE: '99',
                // No isolate writes counts to D1 in the background.
                METRICS: '',
                SERVICE_KEY: 'service-key-of-the-tests',
                RUNS: process.env.RUNS ?? '',
                MUTATIONS: process.env.MUTATIONS ?? '',
                STEPS: process.env.STEPS ?? '',
              },
            },
          })),
        ],
        // One isolate for all files: the pool needs 10 s to bring ONNX Runtime's 14 MB into one. So each file begins with
        // `emptyStorage()`, which empties D1 and R2.
        test: { name: 'workerd', include: ['test/edge/**/*.test.ts'], isolate: false, testTimeout: 30_000 },
      },
    ],
  },
});
