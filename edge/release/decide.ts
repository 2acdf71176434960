// Decides which switch a request leads to, or refuses it. Pure: acts.ts reads and writes.
import type { DeploymentEntry } from '@curatornet/shared/deployments.ts';
import { RequestError } from '../http/problems.ts';
import { candidateOf, inForce, previousChampion } from './deployments.ts';

function expectReady(history: readonly DeploymentEntry[], version: string): void {
  if (!history.some((row) => row.kind === 'deploy' && row.version === version))
    throw versionConflict(`${version} has not passed its smoke check here: POST /v1/models/${version}/smoke`);
}

/** A switch that an operator requests. */
export type RequestedSwitch =
  | { kind: 'canary'; version: string; percent: number }
  | { kind: 'promote' | 'stop'; version: string }
  /** `version` is the one to undo. */
  | { kind: 'rollback'; version: string };

/** The switch to write. */
type Switch = Pick<DeploymentEntry, 'kind' | 'version' | 'candidate' | 'percent'>;

/**
 * Returns the switch to write, or null if the deployment is already as requested.
 * @throws RequestError `version-conflict`
 */
export function decide(history: readonly DeploymentEntry[], requested: RequestedSwitch): Switch | null {
  const { version } = requested;
  const now = inForce(history);
  const candidate = candidateOf(history);
  if (requested.kind === 'canary') {
    const { percent } = requested;
    expectReady(history, version);
    if (!now) throw versionConflict('no version serves yet, so a canary has no champion to compare with: promote it');
    if (now.version === version) throw versionConflict(`${version} is the champion already`);
    if (candidate === version && now.percent === percent) return null;
    return { kind: 'canary', version: now.version, candidate: version, percent };
  }
  if (requested.kind === 'promote') {
    expectReady(history, version);
    if (now?.version === version && candidate === undefined) return null;
    return { kind: 'promote', version, candidate: null, percent: 0 };
  }
  if (now && candidate === version) return { kind: requested.kind, version: now.version, candidate, percent: 0 };
  if (requested.kind === 'stop') throw versionConflict(`there is no canary of ${version}`);
  if (candidate !== undefined)
    throw versionConflict(`a canary of ${candidate} is running: stop it before you undo ${version}`);
  if (now?.version !== version)
    throw versionConflict(`${version} is neither champion nor candidate, so it cannot be undone`);
  const before = previousChampion(history);
  if (before === undefined) throw versionConflict(`there is no champion before ${version} to roll back to`);
  return { kind: 'rollback', version: before, candidate: null, percent: 0 };
}

/** The switch that this request already led to, if it is a retry whose first answer was lost. */
export function alreadyDone(
  history: readonly DeploymentEntry[],
  requested: RequestedSwitch,
  revision: number,
  who: string,
): DeploymentEntry | undefined {
  const done = history.find(({ basis }) => basis === revision);
  if (!done || done.who !== who || done.kind !== requested.kind) return undefined;
  const before = history.filter(({ seq }) => seq <= revision);
  const undone = candidateOf(before) ?? inForce(before)?.version;
  if (requested.kind === 'canary')
    return done.candidate === requested.version && done.percent === requested.percent ? done : undefined;
  return (requested.kind === 'promote' ? done.version : undone) === requested.version ? done : undefined;
}

export const versionConflict = (detail: string) => new RequestError('version-conflict', detail);
