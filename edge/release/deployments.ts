// What a deployment history says: what is in force, since which revision, and what was before.
import type { DeploymentEntry } from '@curatornet/shared/deployments.ts';
import { SWITCHES } from '../storage/deployments.ts';

const switches = (history: readonly DeploymentEntry[]) => history.filter(({ kind }) => SWITCHES.includes(kind));

/** The last switch; undefined where nothing was ever in force. */
export const inForce = (history: readonly DeploymentEntry[]): DeploymentEntry | undefined => switches(history).at(-1);

/** The champion before the present one, as it was promoted: going back twice goes back two steps. */
export function previousChampion(history: readonly DeploymentEntry[]): string | undefined {
  const all = switches(history);
  const champion = all.at(-1)?.version;
  const promoted = all.findLastIndex(({ kind, version }) => kind === 'promote' && version === champion);
  return all.slice(0, Math.max(0, promoted)).findLast(({ version }) => version !== champion)?.version;
}

/** The candidate that gets visitors now. */
export function candidateOf(history: readonly DeploymentEntry[]): string | undefined {
  const now = inForce(history);
  return now && now.percent > 0 ? (now.candidate ?? undefined) : undefined;
}

/** The revision of the deployments: the `seq` of the last switch, 0 before the first. */
export const revisionOf = (history: readonly DeploymentEntry[]): number => inForce(history)?.seq ?? 0;

/** What is in force, in words. */
export function describeDeployment(history: readonly DeploymentEntry[]): string {
  const now = inForce(history);
  const candidate = candidateOf(history);
  if (!now) return 'nothing serves yet';
  if (candidate === undefined) return `version ${now.version} answers everybody`;
  return `version ${candidate} answers ${now.percent}% of the visitors, ${now.version} the others`;
}
