// Reads a deployment history: the current deployment, its revision, and the previous champion.
import type { DeploymentEntry } from '@curatornet/shared/deployments.ts';
import { SWITCHES } from '../storage/deployments.ts';

const switches = (history: readonly DeploymentEntry[]) => history.filter(({ kind }) => SWITCHES.includes(kind));

/** The last switch, which is the current deployment; undefined before the first one. */
export const inForce = (history: readonly DeploymentEntry[]): DeploymentEntry | undefined => switches(history).at(-1);

/** The version that a rollback returns to. A promotion puts a champion on top of a stack, and a rollback takes it off. */
export function previousChampion(history: readonly DeploymentEntry[]): string | undefined {
  const champions: string[] = [];
  for (const { kind, version } of switches(history)) {
    if (kind === 'rollback') champions.length = champions.lastIndexOf(version) + 1;
    if (champions.at(-1) !== version) champions.push(version);
  }
  return champions.at(-2);
}

/** The candidate of the running canary. */
export function candidateOf(history: readonly DeploymentEntry[]): string | undefined {
  const now = inForce(history);
  return now && now.percent > 0 ? (now.candidate ?? undefined) : undefined;
}

/** The revision of the deployments: the `seq` of the last switch, 0 before the first. */
export const revisionOf = (history: readonly DeploymentEntry[]): number => inForce(history)?.seq ?? 0;

/** The current deployment in words. */
export function describeDeployment(history: readonly DeploymentEntry[]): string {
  const now = inForce(history);
  const candidate = candidateOf(history);
  if (!now) return 'no version serves yet';
  if (candidate === undefined) return `version ${now.version} serves all visitors`;
  return `version ${candidate} serves ${now.percent}% of the visitors, ${now.version} the others`;
}
