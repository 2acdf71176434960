// The acts that change the table of deployments. Each names the revision that it was decided on, and writes one row if no
// other switch came in between.
import type { D1Database } from '@cloudflare/workers-types';
import { written } from '../storage/available.ts';
import { alreadyDone, conflict, decide, type Wanted } from './decide.ts';
import { COLUMNS, inForce, inWords, REVISION, type Row, readLife, revisionOf } from './deployments.ts';
import { newSalt } from './keyed-hash.ts';

/** An act, and what it was decided on. */
export interface Decision {
  wanted: Wanted;
  /** The revision that whoever asks has seen. */
  revision: number;
  who: string;
  why: string;
}

/**
 * Does an act, if the deployments are at the revision that it was decided on. The same act on the same revision by the
 * same person is done once.
 * @param expectServable throws where a version that would be put in force cannot serve
 * @returns the life afterwards
 * @throws RequestError `version-conflict` where others have switched since, or the act is not possible
 */
export async function act(
  db: D1Database,
  { wanted, revision, who, why }: Decision,
  expectServable: (version: string) => Promise<void>,
): Promise<Row[]> {
  const life = await readLife(db);
  if (revision === revisionOf(life)) {
    const decided = decide(life, wanted);
    if (!decided) return life;
    const { kind, version, candidate, percent } = decided;
    if (kind !== 'stop') await expectServable(kind === 'canary' ? candidate! : version);
    const now = inForce(life);
    // More visitors of the same canary: those who were in it stay.
    const salt = kind !== 'canary' ? '' : now?.candidate === candidate && now?.percent ? null : newSalt();
    const insert = db
      .prepare(
        `INSERT INTO deployments (version, at, kind, candidate, percent, who, why, basis, salt)
         SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, coalesce(?9, (SELECT salt FROM deployments WHERE seq = ?8))
         WHERE ?8 = ${REVISION} RETURNING ${COLUMNS}`,
      )
      .bind(version, seconds(), kind, candidate, percent, who, why, revision, salt);
    const row = await written(() => insert.first<Row>());
    if (row) return [...life, row];
  }
  const latest = await readLife(db);
  if (alreadyDone(latest, wanted, revision, who)) return latest;
  const last = inForce(latest);
  const reason = last?.why ? `: ${last.why}` : '';
  const by = last ? `; the last switch was ${last.kind} by ${last.who || 'somebody'}${reason}` : '';
  throw conflict(
    `revision ${revisionOf(latest)} is in force, not ${revision}: ${inWords(latest)}${by}. Read GET /v1/models and decide again`,
  );
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
    ...(forced === undefined ? [] : [insert.bind(version, seconds(), 'forced', who, forced)]),
    insert.bind(version, seconds(), 'deploy', who, why),
  ];
  await written(() => db.batch(notes));
}

/** Ends a canary because of what it did, if it is still the one that runs. */
export async function stopCanary(db: D1Database, seq: number, why: string): Promise<void> {
  await db
    .prepare(
      `INSERT INTO deployments (version, at, kind, candidate, percent, who, why, basis)
       SELECT version, ?2, 'stop', candidate, 0, 'worker', ?3, seq FROM deployments
       WHERE seq = ?1 AND percent > 0 AND seq = ${REVISION}`,
    )
    .bind(seq, seconds(), why)
    .run();
}

const seconds = () => Math.floor(Date.now() / 1000);
