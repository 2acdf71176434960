// An act on the deployments -> the switch that it comes to. Pure: acts.ts reads and writes.
import type { DeploymentEntry } from '@curatornet/shared/deployments.ts';
import { RequestError } from '../http/problems.ts';
import { candidateOf, inForce, previousChampion } from './deployments.ts';

function expectReady(history: readonly DeploymentEntry[], version: string): void {
  if (!history.some((row) => row.kind === 'deploy' && row.version === version))
    throw versionConflict(`${version} has not passed its smoke check here: POST /v1/models/${version}/smoke`);
}

/** What an operator asks for. */
export type RequestedSwitch =
  | { kind: 'canary'; version: string; percent: number }
  | { kind: 'promote' | 'stop'; version: string }
  /** `version` is what is undone. */
  | { kind: 'rollback'; version: string };

/** What is written of it. */
type Switch = Pick<DeploymentEntry, 'kind' | 'version' | 'candidate' | 'percent'>;

/**
 * What an act comes to: the switch to write, or null where everything is so already.
 * @throws RequestError `version-conflict`
 */
export function decide(history: readonly DeploymentEntry[], requested: RequestedSwitch): Switch | null {
  const { version } = requested;
  const now = inForce(history);
  const candidate = candidateOf(history);
  if (requested.kind === 'canary') {
    const { percent } = requested;
    expectReady(history, version);
    if (!now) throw versionConflict('nothing serves yet, so there is nothing to compare with: promote it');
    if (now.version === version) throw versionConflict(`${version} serves everybody already`);
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
    throw versionConflict(`a canary of ${candidate} runs: stop it before ${version} is undone`);
  if (now?.version !== version) throw versionConflict(`${version} is not in force, so it cannot be undone`);
  const before = previousChampion(history);
  if (before === undefined) throw versionConflict(`there is no version before ${version} to go back to`);
  return { kind: 'rollback', version: before, candidate: null, percent: 0 };
}

/** The switch of an act that was done at this revision before: then its answer was lost, and it is asked again. */
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
