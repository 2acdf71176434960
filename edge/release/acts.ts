// Writes the deployment history. A switch names the revision that it was decided on, and is written only if no other
// switch came in between.

import type { D1Database } from '@cloudflare/workers-types';
import type { DeploymentEntry } from '@curatornet/shared/deployments.ts';
import { withStorage } from '../storage/available.ts';
import { alreadyDone, decide, type RequestedSwitch, versionConflict } from './decide.ts';
import {
  DEPLOYMENTS_REVISION,
  describeDeployment,
  ENTRY_COLUMNS,
  inForce,
  readDeploymentHistory,
  revisionOf,
} from './deployments.ts';
import { newSalt } from './keyed-hash.ts';

/** A requested switch, and the revision that it was decided on. */
export interface SwitchRequest {
  requested: RequestedSwitch;
  /** The revision that the operator has seen. */
  revision: number;
  who: string;
  why: string;
}

/**
 * Writes a switch, if the deployments are still at the revision that it was decided on. Repeating a request is safe: the
 * same switch on the same revision by the same operator is written once.
 * @param expectServable throws if a version that would serve visitors cannot
 * @returns the deployment history afterwards
 * @throws RequestError `version-conflict` if another switch came in between, or the switch is not possible
 */
export async function applySwitch(
  db: D1Database,
  { requested, revision, who, why }: SwitchRequest,
  expectServable: (version: string) => Promise<void>,
): Promise<DeploymentEntry[]> {
  const history = await readDeploymentHistory(db);
  if (revision === revisionOf(history)) {
    const decided = decide(history, requested);
    if (!decided) return history;
    const { kind, version, candidate, percent } = decided;
    if (kind !== 'stop') await expectServable(kind === 'canary' ? candidate! : version);
    const now = inForce(history);
    // Changing the percentage of a canary keeps its salt, so that its visitors stay with the candidate.
    const salt = kind !== 'canary' ? '' : now?.candidate === candidate && now?.percent ? null : newSalt();
    const insert = db
      .prepare(
        `INSERT INTO deployments (version, at, kind, candidate, percent, who, why, basis, salt)
         SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, coalesce(?9, (SELECT salt FROM deployments WHERE seq = ?8))
         WHERE ?8 = ${DEPLOYMENTS_REVISION} RETURNING ${ENTRY_COLUMNS}`,
      )
      .bind(version, seconds(), kind, candidate, percent, who, why, revision, salt);
    const row = await withStorage(() => insert.first<DeploymentEntry>());
    if (row) return [...history, row];
  }
  const latest = await readDeploymentHistory(db);
  if (alreadyDone(latest, requested, revision, who)) return latest;
  const last = inForce(latest);
  const reason = last?.why ? `: ${last.why}` : '';
  const by = last ? `; the last switch was ${last.kind} by ${last.who || 'an unnamed operator'}${reason}` : '';
  throw versionConflict(
    `the current revision is ${revisionOf(latest)}, not ${revision}: ${describeDeployment(latest)}${by}. Read GET /v1/models and decide again`,
  );
}

/** Notes once that a version was deployed, and, each time, that the gate was overridden and why. */
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
  await withStorage(() => db.batch(notes));
}

/** Stops a canary that exceeded a bound, if it is still running. */
export async function stopCanary(db: D1Database, seq: number, why: string): Promise<void> {
  await db
    .prepare(
      `INSERT INTO deployments (version, at, kind, candidate, percent, who, why, basis)
       SELECT version, ?2, 'stop', candidate, 0, 'worker', ?3, seq FROM deployments
       WHERE seq = ?1 AND percent > 0 AND seq = ${DEPLOYMENTS_REVISION}`,
    )
    .bind(seq, seconds(), why)
    .run();
}

const seconds = () => Math.floor(Date.now() / 1000);
