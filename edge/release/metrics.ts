// The metrics of a canary: its answers, and what visitors did afterwards. Only events count that follow a rail of this
// canary, so champion and candidate are compared over the same time.
import type { D1Database } from '@cloudflare/workers-types';
import type { DeploymentEntry, MetricsResponse, Side } from '@curatornet/shared/deployments.ts';
import { wilson } from '@curatornet/shared/metrics/wilson.ts';
import { readCanary, type ServedCounts } from '../storage/canary.ts';
import { readDeploymentHistory } from '../storage/deployments.ts';

/** The switches of the latest canary of a version: consecutive ones with it as the candidate. */
function latestCanary(history: readonly DeploymentEntry[], version: string): DeploymentEntry[] {
  const canary: DeploymentEntry[] = [];
  for (const row of history.toReversed()) {
    if (row.kind === 'deploy' || row.kind === 'forced') continue;
    if (row.kind === 'canary' && row.candidate === version) canary.push(row);
    else if (canary.length > 0) break;
  }
  return canary;
}

export async function readMetrics(db: D1Database, version: string): Promise<MetricsResponse> {
  const canary = latestCanary(await readDeploymentHistory(db), version);
  const seqs = canary.map(({ seq }) => seq);
  const champion = canary.at(0)?.version;
  const versions = champion === undefined ? [version] : [version, champion];
  const { served, followed } = await readCanary(db, seqs, versions);
  const of = (one: string) => served.filter((row) => row.version === one);
  const side = (one: string): Side => {
    const mine = of(one);
    const sum = (what: 'answers' | 'rails' | 'errors') => mine.reduce((total, row) => total + row[what], 0);
    const answers = sum('answers');
    const rate = (wanted: string) => {
      const count = followed.find((row) => row.version === one && row.kind === wanted)?.visitors ?? 0;
      return { count, rate: answers > 0 ? count / answers : null, interval: wilson(count, answers) };
    };
    const both = [of(version), champion === undefined ? of(version) : of(champion)] as const;
    const meanMs = mean(mine, both, 'answers', 'ms');
    const computingMs = mean(mine, both, 'samples', 'samplesMs');
    const [clicks, purchases] = [rate('click'), rate('purchase')];
    return {
      version: one,
      answers,
      rails: sum('rails'),
      errors: sum('errors'),
      meanMs,
      computingMs,
      clicks,
      purchases,
    };
  };
  return {
    since: canary.at(-1)?.at ?? null,
    candidate: side(version),
    champion: champion === undefined ? null : side(champion),
  };
}

/** The mean time of a version over the kinds of answers that both gave, weighted by the candidate's number of answers. */
function mean(
  mine: readonly ServedCounts[],
  [candidate, champion]: readonly [readonly ServedCounts[], readonly ServedCounts[]],
  count: 'answers' | 'samples',
  sumOf: 'ms' | 'samplesMs',
): number | null {
  let weights = 0;
  let sum = 0;
  for (const { kind, [count]: weight } of candidate) {
    const [own, other] = [mine, champion].map((side) => side.find((row) => row.kind === kind));
    if (!weight || !own?.[count] || !other?.[count]) continue;
    weights += weight;
    sum += (weight * own[sumOf]) / own[count];
  }
  return weights > 0 ? sum / weights : null;
}
