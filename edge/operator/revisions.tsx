// The revisions of the rails config: who, why and when, with a button each that returns to it.
import type { RevisionEntry } from '@curatornet/shared/api-rails-config.ts';
import { Table, when } from './tables.tsx';

interface RevisionsProps {
  history: readonly RevisionEntry[];
  /** The one in force. */
  revision: number;
  who: string;
}

export function RevisionsTable({ history, revision, who }: RevisionsProps) {
  const back = (to: number) =>
    to === revision ? (
      'in force'
    ) : (
      <form method="post" action="/operator/rails/rollback">
        <input type="hidden" name="to" value={to} />
        <input type="hidden" name="revision" value={revision} />
        <input type="hidden" name="who" value={who} />
        <input type="hidden" name="why" value={to === 0 ? 'Back to the built-in rails' : `Back to revision ${to}`} />
        <button type="submit" class="link">
          Return to this<span class="unseen"> revision, {to}</span>
        </button>
      </form>
    );
  return (
    <Table
      id="revisions"
      title="Revisions"
      about="Latest first. To return to one makes a new revision"
      columns={['Revision', 'When', 'What', 'By', 'Back', 'Why']}
      text={6}
      rows={[
        ...history.map(({ seq, at, kind, who, why }) => [seq, when(at), kind, who, back(seq), why]),
        [0, '', 'built-in', '', back(0), ''],
      ]}
    />
  );
}
