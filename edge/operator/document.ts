// Changes of a rails config that forms make: each takes a document and returns another one, or what is wrong. Nothing is
// stored here.
import {
  checkConfig,
  type RailEntry,
  type RailsConfig,
  type Rule,
  railsConfig,
} from '@curatornet/shared/rails-config.ts';

/** What is wrong, and where in the document. */
export interface Mistake {
  at: string;
  message: string;
}
export type Checked = { config: RailsConfig; mistakes?: undefined } | { config?: undefined; mistakes: Mistake[] };

/** A document from outside: its schema, and what the schema cannot say. */
export function checked(document: unknown): Checked {
  const parsed = railsConfig.safeParse(document);
  const mistakes = parsed.success
    ? checkConfig(parsed.data)
    : parsed.error.issues.map(({ path, message }) => ({ at: path.map(String).join('.'), message }));
  return parsed.success && mistakes.length === 0 ? { config: parsed.data } : { mistakes };
}

/** Text that may be no JSON. */
export function checkedText(text: string): Checked {
  try {
    return checked(JSON.parse(text));
  } catch (error) {
    return { mistakes: [{ at: '', message: `this is no JSON: ${(error as Error).message}` }] };
  }
}

/**
 * With a rule: in the place of the one that it replaces, or as the last one.
 * @param rule may be invalid
 */
export function withRule(config: RailsConfig, rule: unknown, replaced?: string): Checked {
  const nth = config.rules.findIndex(({ id }) => id === replaced);
  const place = nth < 0 ? config.rules.length : nth;
  const result = checked({ ...config, rules: config.rules.toSpliced(place, nth < 0 ? 0 : 1, rule as Rule) });
  if (result.config) return result;
  // A form is about its rule, so its mistakes name fields of the rule.
  const own = `rules.${place}.`;
  return { mistakes: result.mistakes.map(({ at, message }) => ({ at: at.replace(own, ''), message })) };
}

/** Ends a rule now; one that has not begun is removed. */
export function withRuleEnded(config: RailsConfig, id: string, now: number): RailsConfig {
  const rules = config.rules.flatMap((rule) => {
    if (rule.id !== id) return [rule];
    return (rule.from ?? 0) >= now ? [] : [{ ...rule, until: Math.min(rule.until ?? now, now) }];
  });
  return { ...config, rules };
}

export function withoutRule(config: RailsConfig, id: string): RailsConfig {
  return { ...config, rules: config.rules.filter((rule) => rule.id !== id) };
}

/** The lists of rails that a page has. */
export const LISTS = ['rails', 'anonymous'] as const;
export type List = (typeof LISTS)[number];

/** With other rails on a page. @param rails may be invalid */
export function withRails(config: RailsConfig, page: string, list: List, rails: readonly unknown[]): Checked {
  const nth = config.pages.findIndex(({ id }) => id === page);
  const changed = { ...config.pages[nth], [list]: rails as RailEntry[] };
  const result = checked({ ...config, pages: config.pages.with(nth, changed) });
  if (result.config) return result;
  const own = `pages.${nth}.${list}.`;
  return { mistakes: result.mistakes.map(({ at, message }) => ({ at: at.replace(own, ''), message })) };
}
