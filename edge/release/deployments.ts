// The table of deployments: what is in force, what was before, and the acts that change it. Each act reads the whole
// life, decides, and writes one row if nobody wrote another in between.
import type { D1Database } from '@cloudflare/workers-types';
import type { Act } from '@curatornet/shared/deployments.ts';
import { RequestError } from '../http/problems.ts';
import { written } from '../storage/available.ts';

/** A row, as shared/schema.ts has it. */
export type Row = Act;
type Switch = Pick<Row, 'kind' | 'version' | 'candidate' | 'percent'>;

/** Kinds after which something else may be in force. */
const SWITCHES: readonly Row['kind'][] = ['canary', 'promote', 'rollback', 'stop'];
const COLUMNS = 'seq, version, at, kind, candidate, percent, who, why';
/** Of canaries, stops and rollbacks the latest acts count. */
const MOST_ROWS = 500;
const TRIES = 5;

/**
 * The part of a life that counts, oldest first: the latest acts, and all that tell what passed its smoke check and what
 * served before, however many acts came since.
 */
export async function readLife(db: D1Database): Promise<Row[]> {
  const select = db.prepare(
    `SELECT ${COLUMNS} FROM deployments WHERE kind IN ('deploy', 'promote')
     OR seq > (SELECT coalesce(max(seq), 0) FROM deployments) - ${MOST_ROWS} ORDER BY seq`,
  );
  const { results } = await written(() => select.all<Row>());
  return results;
}

const switches = (life: readonly Row[]) => life.filter(({ kind }) => SWITCHES.includes(kind));

/** The last switch; undefined where nothing was ever in force. */
export const inForce = (life: readonly Row[]): Row | undefined => switches(life).at(-1);

/** The champion before the present one, as it was promoted: going back twice goes back two steps. */
export function previous(life: readonly Row[]): string | undefined {
  const all = switches(life);
  const champion = all.at(-1)?.version;
  const promoted = all.findLastIndex(({ kind, version }) => kind === 'promote' && version === champion);
  return all.slice(0, Math.max(0, promoted)).findLast(({ version }) => version !== champion)?.version;
}

/** The candidate that gets visitors now. */
export function candidateOf(life: readonly Row[]): string | undefined {
  const now = inForce(life);
  return now && now.percent > 0 ? (now.candidate ?? undefined) : undefined;
}

const isReady = (life: readonly Row[], version: string) =>
  life.some((row) => row.kind === 'deploy' && row.version === version);

function expectReady(life: readonly Row[], version: string): void {
  if (!isReady(life, version))
    throw new RequestError(
      'version-conflict',
      `${version} has not passed its smoke check here: POST /v1/models/${version}/smoke`,
    );
}

/** What an act comes to: the switch to write, or null where everything is so already. */
export type Decision = (life: readonly Row[]) => Switch | null;
type LateDecision = (life: readonly Row[]) => Promise<Switch | null>;

/** @throws RequestError `version-conflict` */
export const decideCanary =
  (candidate: string, percent: number): Decision =>
  (life) => {
    expectReady(life, candidate);
    const now = inForce(life);
    if (!now)
      throw new RequestError('version-conflict', 'nothing serves yet, so there is nothing to compare with: promote it');
    if (now.version === candidate) throw new RequestError('version-conflict', `${candidate} serves already`);
    if (now.candidate === candidate && now.percent === percent) return null;
    return { kind: 'canary', version: now.version, candidate, percent };
  };

/** @throws RequestError `version-conflict` */
export const decidePromotion =
  (version: string): Decision =>
  (life) => {
    expectReady(life, version);
    const now = inForce(life);
    if (now?.version === version && now.percent === 0) return null;
    return { kind: 'promote', version, candidate: null, percent: 0 };
  };

/** Undoes the last switch: ends a canary where one runs, else goes back to the champion before. */
export const decideRollback: Decision = (life) => {
  const now = inForce(life);
  const canary = candidateOf(life);
  if (now && canary !== undefined) return { kind: 'rollback', version: now.version, candidate: canary, percent: 0 };
  const before = previous(life);
  if (before === undefined) throw new RequestError('version-conflict', 'there is no version to go back to');
  return { kind: 'rollback', version: before, candidate: null, percent: 0 };
};

/** Does what a decision says, under the state that it was made for. @returns the life afterwards */
export async function act(
  db: D1Database,
  decide: LateDecision,
  { who, why }: { who: string; why: string },
): Promise<Row[]> {
  for (let turn = 0; turn < TRIES; turn++) {
    const life = await readLife(db);
    const decision = await decide(life);
    if (!decision) return life;
    const { kind, version, candidate, percent } = decision;
    const insert = db
      .prepare(
        `INSERT INTO deployments (version, at, kind, candidate, percent, who, why) SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7
         WHERE coalesce((SELECT max(seq) FROM deployments), 0) = ?8 RETURNING ${COLUMNS}`,
      )
      .bind(version, now(), kind, candidate, percent, who, why, life.at(-1)?.seq ?? 0);
    const row = await written(() => insert.first<Row>());
    if (row) return [...life, row];
  }
  throw new RequestError('version-conflict', 'others switch versions at the same time');
}

/** Writes a note that a version was deployed, unless it is there; one that it was forced, with the reason, each time. */
export async function noteDeployment(
  db: D1Database,
  version: string,
  { who, why, forced }: { who: string; why: string; forced?: string },
): Promise<void> {
  const insert = db.prepare(
    `INSERT INTO deployments (version, at, kind, who, why) SELECT ?1, ?2, ?3, ?4, ?5
     WHERE NOT EXISTS (SELECT 1 FROM deployments WHERE kind = ?3 AND version = ?1 AND why = ?5)`,
  );
  const notes = [
    ...(forced === undefined ? [] : [insert.bind(version, now(), 'forced', who, forced)]),
    insert.bind(version, now(), 'deploy', who, why),
  ];
  await written(() => db.batch(notes));
}

/** Ends a canary because of what it did, if it is still the one that runs. */
export async function stopCanary(db: D1Database, seq: number, why: string): Promise<void> {
  const kinds = SWITCHES.map((kind) => `'${kind}'`).join(', ');
  await db
    .prepare(
      `INSERT INTO deployments (version, at, kind, candidate, percent, who, why)
       SELECT version, ?2, 'stop', candidate, 0, 'worker', ?3
       FROM (SELECT * FROM deployments WHERE kind IN (${kinds}) ORDER BY seq DESC LIMIT 1) WHERE seq = ?1 AND percent > 0`,
    )
    .bind(seq, now(), why)
    .run();
}

const now = () => Math.floor(Date.now() / 1000);
