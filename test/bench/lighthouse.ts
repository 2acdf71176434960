// `npm run lighthouse [-- URL]`: runs Lighthouse on the home page and an item page of the store that npm start serves, as
// phone and as desktop. Prints the scores, 0 to 100, and exits with 1 if one is below its bound.
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

/** npx fetches it: it is not a dependency, because it has a hundred packages. */
const LIGHTHOUSE = 'lighthouse@13.5.0';
const CHROMIUM = process.env.CHROME_PATH ?? '/usr/bin/chromium';
const FLAGS = '--headless --no-sandbox --disable-gpu --disable-quic --disable-background-networking --disable-sync';
const PROMISED = { performance: 95, accessibility: 100, 'best-practices': 95, seo: 95 } as const;
type Category = keyof typeof PROMISED;

const run = promisify(execFile);
const [store = 'http://127.0.0.1:8787'] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'curatornet-lighthouse-'));

interface Report {
  categories: Record<Category, { score: number }>;
  audits: Record<string, { score: number | null; title: string; numericValue?: number; scoreDisplayMode: string }>;
}

async function look(url: string, desk: boolean): Promise<Report> {
  const out = join(folder, 'report.json');
  const options = ['--output', 'json', '--output-path', out, '--quiet', `--chrome-flags=${FLAGS}`];
  const preset = desk ? ['--preset', 'desktop'] : [];
  await run('npx', ['--yes', LIGHTHOUSE, url, ...options, ...preset], {
    env: { ...process.env, CHROME_PATH: CHROMIUM },
    maxBuffer: 1 << 26,
  });
  return JSON.parse(readFileSync(out, 'utf8')) as Report;
}

try {
  const home = await (await fetch(store)).text();
  const item = /href="(\/items\/[^"?]+)/.exec(home)?.[1];
  if (!item) throw new Error(`${store} shows no items: start it with npm start`);
  let kept = true;
  console.log(
    `${'page'.padEnd(18)}${'on a'.padEnd(11)}${Object.keys(PROMISED).join('  ')}  largest paint  layout shift`,
  );
  for (const path of ['/', item])
    for (const desk of [false, true]) {
      const { categories, audits } = await look(store + path, desk);
      const scores = Object.entries(PROMISED).map(([category, least]) => {
        const score = Math.round(100 * categories[category as Category].score);
        kept &&= score >= least;
        return String(score).padStart(category.length);
      });
      const paint = `${((audits['largest-contentful-paint'].numericValue ?? 0) / 1000).toFixed(2)} s`.padStart(13);
      const shift = (audits['cumulative-layout-shift'].numericValue ?? 0).toFixed(3).padStart(12);
      console.log(
        `${path.padEnd(18)}${(desk ? 'desk' : 'telephone').padEnd(11)}${scores.join('  ')}  ${paint}  ${shift}`,
      );
      for (const { score, title, scoreDisplayMode } of Object.values(audits))
        if (scoreDisplayMode === 'binary' && score === 0) console.log(`  failed: ${title}`);
    }
  process.exitCode = kept ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
