// The parts of the operator's page: what is in force, and the tables below it.
import type { EvaluationRow, Manifest } from '@curatornet/shared/bundle.ts';
import type { Act, MetricsResponse, Side } from '@curatornet/shared/deployments.ts';
import type { Child } from 'hono/jsx';
import type { Bundle } from '../release/bundles.ts';

export function Facts({ facts }: { facts: [string, string | number][] }) {
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
  /** Names of the columns; those after `text` hold numbers. */
  columns: string[];
  text: number;
  rows: Child[][];
}

/** A table that moves sideways where it is too wide, also by keyboard. */
function Table({ id, title, about, columns, text, rows }: TableProps) {
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
const when = (at: number) => `${new Date(at * 1000).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** @param runs whether the canary is still on */
export function Comparison({
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
      about={`${runs ? 'The canary that runs' : 'The last canary'}${since === null ? '' : `, since ${when(since)}`}: visitors who did so, as shares of pages, with 95% intervals`}
      columns={['Version', 'Pages', 'Rails', 'Errors', 'Storage ms', 'Clicks', 'Purchases']}
      text={1}
      rows={[row('Candidate', candidate), ...(champion ? [row('Champion', champion)] : [])]}
    />
  );
}

const METRICS = ['auc', 'recallAt20', 'precisionAt20', 'ndcgAt20'] as const;

/** What the trainer measured on purchases that it had hidden, as the manifest says it. */
export function Evaluation({ manifest }: { manifest: Manifest }) {
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
      title="What the trainer measured"
      about={`On hidden purchases of ${madeFrom.dataset}, preset ${madeFrom.preset}, ${createdAt.slice(0, 10)}`}
      columns={['Method', 'Items', 'Users', 'AUC', 'Recall@20', 'Precision@20', 'nDCG@20']}
      text={2}
      rows={metrics.map(row)}
    />
  );
}

interface VersionsProps {
  bundles: readonly Bundle[];
  champion?: string;
  candidate?: string;
}

export function Versions({ bundles, champion, candidate }: VersionsProps) {
  const stamp = (version: string) =>
    version === champion ? 'champion' : version === candidate ? 'candidate' : undefined;
  return (
    <Table
      id="versions"
      title="Versions"
      about="Bundles that are there, the latest first"
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

export function History({ acts }: { acts: readonly Act[] }) {
  return (
    <Table
      id="history"
      title="What happened"
      about="The latest first"
      columns={['Revision', 'When', 'What', 'Version', 'By', 'Why']}
      text={6}
      rows={acts.map(({ seq, at, kind, version, candidate, percent, who, why }) => [
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
