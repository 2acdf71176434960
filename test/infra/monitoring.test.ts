// The examples for Prometheus and Grafana name what the worker exports: metrics, labels, and the values of labels. Expressions
// are parsed by Prometheus' own grammar.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parser } from '@prometheus-io/lezer-promql';
import { describe, expect, it, test } from 'vitest';
import { parse } from 'yaml';
import { exposed } from '../../edge/monitoring/exposition.ts';
import { MONITORED } from '../../edge/monitoring/monitored.ts';
import { OPERATIONS } from '../../edge/operations.ts';
import { metricsOperation } from '../../edge/routes/metrics.ts';
import { ROOT } from '../../infra/local.ts';
import { parseExposition } from '../fixtures/exposition.ts';

const textOf = (name: string) => readFileSync(join(ROOT, 'infra/examples/monitoring', name), 'utf8');

/** What may stand in an expression: each series that the worker exports, with its labels, and `up`, which Prometheus adds. */
const SERIES = new Map<string, readonly string[]>([['up', []]]);
for (const { name, type, labels } of MONITORED)
  if (type !== 'histogram') SERIES.set(name, labels);
  else for (const part of ['bucket', 'sum', 'count']) SERIES.set(`${name}_${part}`, [...labels, 'le']);
/** Labels that Prometheus adds to every series. */
const TARGET = ['job', 'instance'];

interface Used {
  metrics: string[];
  mistakes: string[];
}

/** The metrics of an expression, and what is wrong with it. */
function check(expression: string): Used {
  const used: Used = { metrics: [], mistakes: [] };
  const wrong = (why: string) => used.mistakes.push(`${why} in ${expression}`);
  const tree = parser.parse(expression);
  const textAt = ({ from, to }: { from: number; to: number }) => expression.slice(from, to);
  const groups: string[] = [];
  tree.iterate({
    enter({ type, node }) {
      if (type.isError) wrong(`a syntax error at ${node.from}`);
      if (type.name === 'GroupingLabels')
        groups.push(
          ...textAt(node)
            .replaceAll(/[()\s]/g, '')
            .split(',')
            .filter(Boolean),
        );
      if (type.name !== 'VectorSelector') return;
      const metric = textAt(node.getChild('Identifier')!);
      used.metrics.push(metric);
      const labels = SERIES.get(metric);
      if (!labels) wrong(`no metric ${metric}`);
      const matchers = labels && node.getChild('LabelMatchers')?.getChildren('UnquotedLabelMatcher');
      for (const matcher of matchers ?? []) {
        const [label, operator, value] = ['LabelName', 'MatchOp', 'StringLiteral'].map((name) =>
          textAt(matcher.getChild(name)!),
        );
        if (![...(labels ?? []), ...TARGET].includes(label)) wrong(`no label ${label} of ${metric}`);
        const known = valuesOf(metric, label);
        const pattern = new RegExp(`^(?:${JSON.parse(value)})$`);
        const fits = (one: string) => (operator.includes('~') ? pattern.test(one) : one === JSON.parse(value));
        if (known && !known.some(fits)) wrong(`no value of ${label} is ${value}`);
      }
    },
  });
  const known = [...TARGET, ...used.metrics.flatMap((metric) => SERIES.get(metric) ?? [])];
  for (const label of groups) if (!known.includes(label)) wrong(`no label ${label}`);
  return used;
}

/** All values of a label that are known beforehand. */
function valuesOf(metric: string, label: string): readonly string[] | undefined {
  if (label === 'route') return OPERATIONS.map(({ path }) => path);
  if (label === 'status') return ['200', '304', '500', '503'];
  if (label === 'state') return ['waiting', 'dead'];
  const { labels, zeros } = MONITORED.find(({ name }) => name === metric) ?? {};
  return labels?.includes(label) ? zeros?.map((values) => values[labels.indexOf(label)]) : undefined;
}

test('mistakes in expressions are found', () => {
  expect(check('sum by (rail) (rate(curatornet_rails_total{rail="popular"}[5m]))')).toEqual({
    metrics: ['curatornet_rails_total'],
    mistakes: [],
  });
  const mistakes = (expression: string) =>
    check(expression).mistakes.map((one) => one.replace(` in ${expression}`, ''));
  expect(mistakes('rate(curatornet_rail_total[5m])')).toEqual(['no metric curatornet_rail_total']);
  expect(mistakes('curatornet_storage_wait_seconds')).toEqual(['no metric curatornet_storage_wait_seconds']);
  expect(mistakes('curatornet_rails_total{rails="popular"}')).toEqual(['no label rails of curatornet_rails_total']);
  expect(mistakes('curatornet_rails_total{rail="popularity"}')).toEqual(['no value of rail is "popularity"']);
  expect(mistakes('curatornet_requests_total{route=~"/v2/.*"}')).toEqual(['no value of route is "/v2/.*"']);
  expect(mistakes('sum by (kind) (curatornet_rails_total)')).toEqual(['no label kind']);
  expect(mistakes('sum(curatornet_rails_total')).toEqual([expect.stringMatching(/^a syntax error at \d+$/)]);
});

describe('alerts.yml', () => {
  interface Rule {
    alert: string;
    expr: string;
    for?: string;
    labels: Record<string, string>;
    annotations: Record<string, string>;
  }
  const { groups } = parse(textOf('alerts.yml')) as { groups: { name: string; rules: Rule[] }[] };
  const rules = groups.flatMap((group) => group.rules);

  it('has rules with names of their own, a severity, and texts', () => {
    expect(rules.length).toBeGreaterThanOrEqual(8);
    expect(new Set(rules.map(({ alert }) => alert)).size).toBe(rules.length);
    for (const { labels, annotations } of rules) {
      expect(labels.severity).toBeOneOf(['page', 'ticket']);
      expect(Object.keys(annotations)).toEqual(['summary', 'description']);
    }
  });

  it.each(rules.map(({ alert, expr }) => [alert, expr]))('%s asks for what the worker exports', (_, expr) => {
    const { metrics, mistakes } = check(expr);
    expect(mistakes).toEqual([]);
    expect(metrics.length).toBeGreaterThan(0);
  });
});

test('prometheus.yml scrapes the operation with a bearer key, and has the rules', () => {
  const {
    scrape_configs: [scrape],
    rule_files,
  } = parse(textOf('prometheus.yml')) as {
    scrape_configs: { job_name: string; metrics_path: string; authorization: object }[];
    rule_files: string[];
  };
  expect(scrape).toMatchObject({ job_name: 'curatornet', metrics_path: metricsOperation.path });
  expect(scrape.authorization).toEqual({ type: 'Bearer', credentials_file: 'deploy-key' });
  expect(rule_files).toEqual(['alerts.yml']);
});

describe('grafana.json', () => {
  interface Panel {
    id: number;
    title: string;
    gridPos: { x: number; y: number; w: number; h: number };
    targets: { expr: string }[];
  }
  const dashboard = JSON.parse(textOf('grafana.json')) as {
    panels: Panel[];
    annotations: { list: { expr: string }[] };
    templating: { list: { definition?: string }[] };
  };
  const { panels, annotations, templating } = dashboard;
  const expressions = [...panels.flatMap(({ targets }) => targets), ...annotations.list].map(({ expr }) => expr);

  it('asks for what the worker exports, and for every metric of it', () => {
    const checked = expressions.map(check);
    expect(checked.flatMap(({ mistakes }) => mistakes)).toEqual([]);
    const used = new Set(checked.flatMap(({ metrics }) => metrics).map((name) => name.replace(/_bucket$/, '')));
    expect(used).toEqual(new Set(MONITORED.map(({ name }) => name)));
    const [, metric] = /^label_values\((\w+), job\)$/.exec(templating.list[1].definition!)!;
    expect(MONITORED.map(({ name }) => name)).toContain(metric);
  });

  it('has panels with ids of their own that do not overlap', () => {
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const cells = panels.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, nth) => `${x + (nth % w)} ${y + Math.floor(nth / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    for (const {
      gridPos: { x, w },
    } of panels)
      expect(x + w).toBeLessThanOrEqual(24);
  });
});

test('values of labels and help are escaped', () => {
  const hostile = 'a "b" \\ c\nd';
  const text = exposed({ name: 'curatornet_x', type: 'gauge', labels: ['y', 'z'], help: 'a \\ b\nc' }, [
    { labels: [hostile, ''], value: 1 / 3 },
    { labels: ['}', ','], value: 1e21 },
  ]);
  const family = parseExposition(text).get('curatornet_x')!;
  expect([...family.samples.values()].map(({ labels, value }) => [labels, value])).toEqual([
    [{ y: hostile, z: '' }, 1 / 3],
    [{ y: '}', z: ',' }, 1e21],
  ]);
  expect(family.help).toBe('a \\ b\nc');
});
