// The acts that change the table of deployments. Each names the revision that it was decided on, and writes one row if no
// other switch came in between.

import type { D1Database } from '@cloudflare/workers-types';
import type { DeploymentEntry } from '@curatornet/shared/deployments.ts';
import { insertSwitch, readDeploymentHistory } from '../storage/deployments.ts';
import { alreadyDone, decide, type RequestedSwitch, versionConflict } from './decide.ts';
import { describeDeployment, inForce, revisionOf } from './deployments.ts';
import { newSalt } from './keyed-hash.ts';

/** An act, and what it was decided on. */
export interface SwitchRequest {
  requested: RequestedSwitch;
  /** The revision that whoever asks has seen. */
  revision: number;
  who: string;
  why: string;
}

/**
 * Does an act, if the deployments are at the revision that it was decided on. The same act on the same revision by the
 * same person is done once.
 * @param expectServable throws where a version that would be put in force cannot serve
 * @returns the history afterwards
 * @throws RequestError `version-conflict` where others have switched since, or the act is not possible
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
    // More visitors of the same canary: those who were in it stay.
    const salt = kind !== 'canary' ? '' : now?.candidate === candidate && now?.percent ? null : newSalt();
    const row = await insertSwitch(db, { version, kind, candidate, percent, who, why, basis: revision, salt });
    if (row) return [...history, row];
  }
  const latest = await readDeploymentHistory(db);
  if (alreadyDone(latest, requested, revision, who)) return latest;
  const last = inForce(latest);
  const reason = last?.why ? `: ${last.why}` : '';
  const by = last ? `; the last switch was ${last.kind} by ${last.who || 'somebody'}${reason}` : '';
  throw versionConflict(
    `revision ${revisionOf(latest)} is in force, not ${revision}: ${describeDeployment(latest)}${by}. Read GET /v1/models and decide again`,
  );
}
