// Writes the deployment history. A switch names the revision that it was decided on, and is written only if no other
// switch came in between.

import type { D1Database } from '@cloudflare/workers-types';
import type { DeploymentEntry } from '@curatornet/shared/deployments.ts';
import { insertSwitch, readDeploymentHistory } from '../storage/deployments.ts';
import { alreadyDone, decide, type RequestedSwitch, versionConflict } from './decide.ts';
import { describeDeployment, inForce, revisionOf } from './deployments.ts';
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
    const row = await insertSwitch(db, { version, kind, candidate, percent, who, why, basis: revision, salt });
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
