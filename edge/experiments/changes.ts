// What a change of the rails config may not do to experiments: change one that runs, or begin one that ended again.
import type { Experiment, RailsConfig } from '@curatornet/shared/rails-config.ts';
import { withoutLostRails } from './end.ts';

/** What is wrong with a change of the document, each with where it is in the new one. */
export function experimentErrors(
  before: RailsConfig,
  { experiments }: RailsConfig,
  used: readonly string[],
): { at: string; message: string }[] {
  return experiments.flatMap((experiment, nth) => {
    const at = `experiments.${nth}`;
    const { id, percent } = experiment;
    const running = before.experiments.find((one) => one.id === id);
    if (!running && used.includes(id))
      return [
        { at: `${at}.id`, message: `${id} has run before: results are kept under its id, so choose another one` },
      ];
    if (!running) return [];
    const errors: { at: string; message: string }[] = [];
    // Users who take part stay in their variants when others join them, but would be left without one if it were lowered.
    if (percent < running.percent)
      errors.push({
        at: `${at}.percent`,
        message: `may only rise from ${running.percent} while ${id} runs: stop it first`,
      });
    if (!isSame({ ...experiment, percent }, { ...running, percent }))
      errors.push({ at, message: `may not change while it runs, percent apart: stop ${id} first` });
    return errors;
  });
}

/** The experiments that a change begins. */
export const begun = (before: RailsConfig, after: RailsConfig): string[] =>
  after.experiments.map(({ id }) => id).filter((id) => !before.experiments.some((one) => one.id === id));

/** An earlier document to return to: of its experiments those that run now, as they are now. */
export function withRunning(earlier: RailsConfig, now: RailsConfig): RailsConfig {
  const isThere = ({ id }: Experiment) => earlier.experiments.some((one) => one.id === id);
  return withoutLostRails({ ...earlier, experiments: now.experiments.filter(isThere) });
}

/** Whether two JSON values are equal, whatever the order of their keys. */
function isSame(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  const keys = (value: object) => Object.keys(value).filter((key) => Reflect.get(value, key) !== undefined);
  const [own, others] = [keys(a), keys(b)];
  return own.length === others.length && own.every((key) => isSame(Reflect.get(a, key), Reflect.get(b, key)));
}
