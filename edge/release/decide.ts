// An act on the deployments -> the switch that it comes to. Pure: acts.ts reads and writes.
import { RequestError } from '../http/problems.ts';
import { candidateOf, inForce, previous, type Row } from './deployments.ts';

function expectReady(life: readonly Row[], version: string): void {
  if (!life.some((row) => row.kind === 'deploy' && row.version === version))
    throw conflict(`${version} has not passed its smoke check here: POST /v1/models/${version}/smoke`);
}

/** What an operator asks for. */
export type Wanted =
  | { kind: 'canary'; version: string; percent: number }
  | { kind: 'promote' | 'stop'; version: string }
  /** `version` is what is undone. */
  | { kind: 'rollback'; version: string };

/** What is written of it. */
type Switch = Pick<Row, 'kind' | 'version' | 'candidate' | 'percent'>;

/**
 * What an act comes to: the switch to write, or null where everything is so already.
 * @throws RequestError `version-conflict`
 */
export function decide(life: readonly Row[], wanted: Wanted): Switch | null {
  const { version } = wanted;
  const now = inForce(life);
  const candidate = candidateOf(life);
  if (wanted.kind === 'canary') {
    const { percent } = wanted;
    expectReady(life, version);
    if (!now) throw conflict('nothing serves yet, so there is nothing to compare with: promote it');
    if (now.version === version) throw conflict(`${version} serves everybody already`);
    if (candidate === version && now.percent === percent) return null;
    return { kind: 'canary', version: now.version, candidate: version, percent };
  }
  if (wanted.kind === 'promote') {
    expectReady(life, version);
    if (now?.version === version && candidate === undefined) return null;
    return { kind: 'promote', version, candidate: null, percent: 0 };
  }
  if (now && candidate === version) return { kind: wanted.kind, version: now.version, candidate, percent: 0 };
  if (wanted.kind === 'stop') throw conflict(`there is no canary of ${version}`);
  if (candidate !== undefined) throw conflict(`a canary of ${candidate} runs: stop it before ${version} is undone`);
  if (now?.version !== version) throw conflict(`${version} is not in force, so it cannot be undone`);
  const before = previous(life);
  if (before === undefined) throw conflict(`there is no version before ${version} to go back to`);
  return { kind: 'rollback', version: before, candidate: null, percent: 0 };
}

/** The switch of an act that was done at this revision before: then its answer was lost, and it is asked again. */
export function alreadyDone(life: readonly Row[], wanted: Wanted, revision: number, who: string): Row | undefined {
  const done = life.find(({ basis }) => basis === revision);
  if (!done || done.who !== who || done.kind !== wanted.kind) return undefined;
  const before = life.filter(({ seq }) => seq <= revision);
  const undone = candidateOf(before) ?? inForce(before)?.version;
  if (wanted.kind === 'canary')
    return done.candidate === wanted.version && done.percent === wanted.percent ? done : undefined;
  return (wanted.kind === 'promote' ? done.version : undone) === wanted.version ? done : undefined;
}

export const conflict = (detail: string) => new RequestError('version-conflict', detail);
