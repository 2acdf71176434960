// A canary in figures: what was served under its deployments, and what people did afterwards. Only events that name a
// rail of these very deployments count, so champion and candidate are compared over the same time.
import type { D1Database } from '@cloudflare/workers-types';
import type { MetricsResponse, Side } from '@curatornet/shared/deployments.ts';
import { wilson } from '@curatornet/shared/metrics/wilson.ts';
import { written } from '../storage/available.ts';
import type { Counts } from './canary-watch.ts';
import { type Row, readLife } from './deployments.ts';

/** The switches of the latest canary of a version: those with it as the candidate, with nothing else in between. */
function latestCanary(life: readonly Row[], version: string): Row[] {
  const canary: Row[] = [];
  for (const row of life.toReversed()) {
    if (row.kind === 'deploy' || row.kind === 'forced') continue;
    if (row.kind === 'canary' && row.candidate === version) canary.push(row);
    else if (canary.length > 0) break;
  }
  return canary;
}

const SERVED = `SELECT version, sum(answers) AS answers, sum(rails) AS rails, sum(errors) AS errors, sum(ms) AS ms
  FROM served WHERE seq IN (SELECT value FROM json_each(?1)) GROUP BY version`;
/** `.` and `/` stand side by side in ASCII, so this is every reference that begins so. */
const FOLLOWED = `SELECT prefix.value AS prefix, kind, count(*) AS count
  FROM json_each(?1) AS prefix JOIN events ON rail >= prefix.value || '.' AND rail < prefix.value || '/'
  GROUP BY prefix.value, kind`;

export async function readMetrics(db: D1Database, version: string): Promise<MetricsResponse> {
  const canary = latestCanary(await readLife(db), version);
  const seqs = canary.map(({ seq }) => seq);
  const champion = canary.at(0)?.version;
  const versions = champion === undefined ? [version] : [version, champion];
  const prefixes = seqs.flatMap((seq) => versions.map((one) => `${seq}.${one}`));
  const [served, followed] = await written(() =>
    db.batch([db.prepare(SERVED).bind(JSON.stringify(seqs)), db.prepare(FOLLOWED).bind(JSON.stringify(prefixes))]),
  );
  const counts = served.results as unknown as (Counts & { version: string })[];
  const events = followed.results as unknown as { prefix: string; kind: string; count: number }[];
  const side = (one: string): Side => {
    const { answers = 0, rails = 0, errors = 0, ms = 0 } = counts.find((row) => row.version === one) ?? {};
    const rate = (wanted: string) => {
      const mine = events.filter(({ prefix, kind }) => kind === wanted && prefix.endsWith(`.${one}`));
      const count = mine.reduce((sum, { count }) => sum + count, 0);
      return { count, rate: rails > 0 ? count / rails : null, interval: wilson(count, rails) };
    };
    const meanMs = answers > 0 ? ms / answers : null;
    return { version: one, answers, rails, errors, meanMs, clicks: rate('click'), purchases: rate('purchase') };
  };
  return {
    since: canary.at(-1)?.at ?? null,
    candidate: side(version),
    champion: champion === undefined ? null : side(champion),
  };
}
