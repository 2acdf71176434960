// Prometheus' text format, version 0.0.4: each metric with its help, its type and its samples.
// https://prometheus.io/docs/instrumenting/exposition_formats/
import { INFINITE, SUM } from './counters.ts';
import { BOUNDS_SECONDS, type Monitored } from './monitored.ts';

export const EXPOSITION = 'text/plain; version=0.0.4; charset=utf-8';

/** A value, and the values of the metric's labels in their order; of a histogram, then a bound or SUM. */
export interface Sample {
  labels: readonly string[];
  value: number;
}

/** The lines of a metric; none without samples. */
export function exposed(metric: Monitored, samples: readonly Sample[]): string {
  if (samples.length === 0) return '';
  const { name, type, help } = metric;
  const lines = type === 'histogram' ? buckets(metric, samples) : samples.map((one) => line(name, metric.labels, one));
  const head = [`# HELP ${name} ${help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}`, `# TYPE ${name} ${type}`];
  return [...head, ...lines, ''].join('\n');
}

function line(name: string, labels: readonly string[], sample: Sample): string {
  const pairs = labels.map((label, nth) => `${label}="${escaped(sample.labels[nth])}"`);
  return `${name}${pairs.length > 0 ? `{${pairs.join(',')}}` : ''} ${sample.value}`;
}

const escaped = (value: string) => value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');

/** A bucket of a histogram contains those below it. */
function buckets({ name, labels }: Monitored, samples: readonly Sample[]): string[] {
  const own = (one: Sample) => one.labels.slice(0, labels.length);
  const groups = Map.groupBy(samples, (one) => JSON.stringify(own(one)));
  return [...groups.values()].flatMap((group) => {
    const of = (part: string) => group.find((one) => one.labels.at(-1) === part)?.value ?? 0;
    const mine = own(group[0]);
    let total = 0;
    const cumulative = [...BOUNDS_SECONDS.map(String), INFINITE].map((bound) => {
      total += of(bound);
      return line(`${name}_bucket`, [...labels, 'le'], { labels: [...mine, bound], value: total });
    });
    const rest = { [SUM]: of(SUM), count: total };
    return [
      ...cumulative,
      ...Object.entries(rest).map(([part, value]) => line(`${name}_${part}`, labels, { labels: mine, value })),
    ];
  });
}
