// The parts of the operator's pages: the list of facts, and the tables.
import type { EvaluationRow, Manifest } from '@curatornet/shared/bundle.ts';
import type { DeploymentEntry, MetricsResponse, Side } from '@curatornet/shared/deployments.ts';
import type { Child } from 'hono/jsx';
import type { StoredBundle } from '../release/bundles.ts';

export function FactList({ facts }: { facts: [string, string | number][] }) {
  return (
    <dl class="facts">
      {facts.map(([name, value]) => (
        <div>
          <dt>{name}</dt>
          <dd>{typeof value === 'number' ? value.toLocaleString('en') : value}</dd>
        </div>
      ))}
    </dl>
  );
}

interface TableProps {
  id: string;
  title: string;
  about: string;
  /** The names of the columns; the first `text` ones contain text, the others numbers. */
  columns: string[];
  text: number;
  rows: Child[][];
}

/** A table that scrolls horizontally if it is too wide, also by keyboard. */
export function Table({ id, title, about, columns, text, rows }: TableProps) {
  const kind = (column: number) => (column < text ? undefined : 'number');
  return (
    <section class="scrolls" aria-labelledby={id} tabindex={0}>
      <h2 id={id}>{title}</h2>
      <table>
        <caption>{about}</caption>
        <thead>
          <tr>
            {columns.map((name, column) => (
              <th scope="col" class={kind(column)}>
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((cells) => (
            <tr>
              {cells.map((cell, column) => (
                <td class={kind(column)}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const percent = (share: number) => `${(100 * share).toFixed(2)}%`;
const rate = ({ rate, count, interval: [low, high] }: Side['clicks']) =>
  rate === null ? '–' : `${percent(rate)} (${count}; ${percent(low)} to ${percent(high)})`;
export const when = (at: number) => `${new Date(at * 1000).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** @param runs whether the canary is still running */
export function CanaryComparison({
  metrics: { since, candidate, champion },
  runs,
}: {
  metrics: MetricsResponse;
  runs: boolean;
}) {
  const row = (name: string, side: Side) => [
    <>
      {name} <code>{side.version}</code>
    </>,
    side.answers.toLocaleString('en'),
    side.rails.toLocaleString('en'),
    side.errors.toLocaleString('en'),
    side.meanMs?.toFixed(1) ?? '–',
    rate(side.clicks),
    rate(side.purchases),
  ];
  return (
    <Table
      id="comparison"
      title="Online comparison"
      about={`${runs ? 'The running canary' : 'The last canary'}${since === null ? '' : `, since ${when(since)}`}. Clicks and purchases: visitors per page, with 95% intervals`}
      columns={['Version', 'Pages', 'Rails', 'Errors', 'Storage ms', 'Clicks', 'Purchases']}
      text={1}
      rows={[row('Candidate', candidate), ...(champion ? [row('Champion', champion)] : [])]}
    />
  );
}

const METRICS = ['auc', 'recallAt20', 'precisionAt20', 'ndcgAt20'] as const;

/** The metrics that the trainer measured on hidden purchases, from the manifest. */
export function EvaluationTable({ manifest }: { manifest: Manifest }) {
  const { metrics, madeFrom, createdAt } = manifest;
  if (metrics.length === 0) return null;
  const row = (one: EvaluationRow) => [
    one.method,
    one.items,
    one.users.toLocaleString('en'),
    ...METRICS.map((metric) => one[metric].toFixed(4)),
  ];
  return (
    <Table
      id="evaluation"
      title="Offline evaluation"
      about={`On hidden purchases of ${madeFrom.dataset}, preset ${madeFrom.preset}, ${createdAt.slice(0, 10)}`}
      columns={['Method', 'Items', 'Users', 'AUC', 'Recall@20', 'Precision@20', 'nDCG@20']}
      text={2}
      rows={metrics.map(row)}
    />
  );
}

interface VersionsProps {
  bundles: readonly StoredBundle[];
  champion?: string;
  candidate?: string;
}

export function VersionsTable({ bundles, champion, candidate }: VersionsProps) {
  const stamp = (version: string) =>
    version === champion ? 'champion' : version === candidate ? 'candidate' : undefined;
  return (
    <Table
      id="versions"
      title="Versions"
      about="The bundles in R2, latest first"
      columns={['Version', 'Uploaded', 'Megabytes']}
      text={2}
      rows={bundles.map(({ version, bytes, uploadedAt }) => [
        <>
          <code>{version}</code> {stamp(version) && <span class="stamp">{stamp(version)}</span>}
        </>,
        when(uploadedAt),
        (bytes / 1e6).toFixed(1),
      ])}
    />
  );
}

export function DeploymentHistory({ entries }: { entries: readonly DeploymentEntry[] }) {
  return (
    <Table
      id="history"
      title="Deployment history"
      about="Latest first"
      columns={['Revision', 'When', 'What', 'Version', 'By', 'Why']}
      text={6}
      rows={entries.map(({ seq, at, kind, version, candidate, percent, who, why }) => [
        kind === 'deploy' || kind === 'forced' ? '' : seq,
        when(at),
        kind === 'canary' ? `canary, ${percent}%` : kind,
        <code>{kind === 'canary' || kind === 'stop' ? candidate : version}</code>,
        who,
        why,
      ])}
    />
  );
}
