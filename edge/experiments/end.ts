// The documents that end an experiment: without it, and with one of its variants for everybody.
import type { Experiment, RailsConfig, Rule } from '@curatornet/shared/rails-config.ts';

/** The document without an experiment. */
export function stopped(config: RailsConfig, id: string): RailsConfig {
  return withoutLostRails({ ...config, experiments: config.experiments.filter((one) => one.id !== id) });
}

/** The document in which the page of an experiment shows to everybody what one of its variants showed. */
export function promoted(config: RailsConfig, { id, page, variants }: Experiment, variantId: string): RailsConfig {
  const { rails, anonymous, rules = [] } = variants.find((one) => one.id === variantId)!;
  const pages = config.pages.map((one) => {
    if (one.id !== page) return one;
    return { ...one, rails: rails ?? one.rails, ...(anonymous && { anonymous }) };
  });
  const taken = new Set(config.rules.map((rule) => rule.id));
  const added = rules
    .filter((rule) => rule.pages?.includes(page) !== false)
    .map((rule): Rule => {
      const free = freeId(rule.id, taken);
      taken.add(free);
      return { ...rule, id: free, pages: [page] };
    });
  return stopped({ ...config, pages, rules: [...config.rules, ...added] }, id);
}

/** The id, or one with a number behind it, cut to the length of an id. */
function freeId(id: string, taken: ReadonlySet<string>): string {
  let free = id;
  for (let nth = 2; taken.has(free); nth++) free = `${id.slice(0, 31 - `${nth}`.length)}-${nth}`;
  return free;
}

/** Without what rules say of rails that only an experiment had: such a document could not be sent again. */
export function withoutLostRails(config: RailsConfig): RailsConfig {
  const layouts = [...config.pages, ...config.experiments.flatMap(({ variants }) => variants)];
  const names = new Set(layouts.flatMap(({ rails = [], anonymous = [] }) => [...rails, ...anonymous]).map((r) => r.id));
  const kept = (rules: readonly Rule[]) =>
    rules.flatMap((rule): Rule[] => {
      if (!rule.rails) return [rule];
      const rails = rule.rails.filter((name) => names.has(name));
      return rails.length > 0 ? [{ ...rule, rails }] : [];
    });
  const experiments = config.experiments.map((one) => ({
    ...one,
    variants: one.variants.map((variant) => (variant.rules ? { ...variant, rules: kept(variant.rules) } : variant)),
  }));
  return { ...config, rules: kept(config.rules), experiments };
}
