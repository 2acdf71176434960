// The table of deployments, read: what is in force, since which revision, and what was before. acts.ts writes it.
import type { D1Database } from '@cloudflare/workers-types';
import type { Act } from '@curatornet/shared/deployments.ts';
import { written } from '../storage/available.ts';

/** A row, as shared/schema.ts has it, without the salt. */
export type Row = Act;

/** Kinds after which something else may be in force; the others are notes. */
const SWITCHES: readonly Row['kind'][] = ['canary', 'promote', 'rollback', 'stop'];
/** The revision of the deployments, in SQL. */
export const REVISION = `(SELECT coalesce(max(seq), 0) FROM deployments WHERE kind IN (${SWITCHES.map((kind) => `'${kind}'`).join(', ')}))`;
export const COLUMNS = 'seq, version, at, kind, candidate, percent, who, why, basis';
/** Of canaries, stops and forced deployments the latest acts count. */
const MOST_ROWS = 500;

/**
 * The part of a life that counts, oldest first: the latest acts, and all that tell what passed its smoke check and what
 * served before, however many acts came since.
 */
export async function readLife(db: D1Database): Promise<Row[]> {
  const select = db.prepare(
    `SELECT ${COLUMNS} FROM deployments WHERE kind IN ('deploy', 'promote', 'rollback')
     OR seq > (SELECT coalesce(max(seq), 0) FROM deployments) - ${MOST_ROWS} OR seq = ${REVISION} ORDER BY seq`,
  );
  const { results } = await written(() => select.all<Row>());
  return results;
}

const switches = (life: readonly Row[]) => life.filter(({ kind }) => SWITCHES.includes(kind));

/** The last switch; undefined where nothing was ever in force. */
export const inForce = (life: readonly Row[]): Row | undefined => switches(life).at(-1);

/** Where a rollback goes back to. A promotion puts a champion on top of those before, and a rollback takes it off again. */
export function previous(life: readonly Row[]): string | undefined {
  const champions: string[] = [];
  for (const { kind, version } of switches(life)) {
    if (kind === 'rollback') champions.length = champions.lastIndexOf(version) + 1;
    if (champions.at(-1) !== version) champions.push(version);
  }
  return champions.at(-2);
}

/** The candidate that gets visitors now. */
export function candidateOf(life: readonly Row[]): string | undefined {
  const now = inForce(life);
  return now && now.percent > 0 ? (now.candidate ?? undefined) : undefined;
}

/** The revision of the deployments: the `seq` of the last switch, 0 before the first. */
export const revisionOf = (life: readonly Row[]): number => inForce(life)?.seq ?? 0;

/** What is in force, in words. */
export function inWords(life: readonly Row[]): string {
  const now = inForce(life);
  const candidate = candidateOf(life);
  if (!now) return 'nothing serves yet';
  if (candidate === undefined) return `version ${now.version} answers everybody`;
  return `version ${candidate} answers ${now.percent}% of the visitors, ${now.version} the others`;
}
