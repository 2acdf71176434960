// How the store weighs feedback: which kinds form a history (FEEDBACK_WEIGHTS), and after how many ignored impressions an item
// is left out (IMPRESSIONS_MOST).
import { InputError } from '@curatornet/shared/errors.ts';
import { WEIGHTS, type WeightedKind } from '@curatornet/shared/kinds.ts';
import type { Environment } from '../environment.ts';

export interface Feedback {
  /** The kinds that count for histories. */
  counted: ReadonlySet<WeightedKind>;
  /** An item with this many ignored impressions is not shown to the user; undefined: impressions have no effect. */
  mostImpressions?: number;
}

const WORD = /^([a-z]+)=(\S+)$/;
const parsed = new Map<string, ReadonlySet<WeightedKind>>();

/** @throws InputError if a variable is malformed */
export function feedbackOf(env: Pick<Environment, 'FEEDBACK_WEIGHTS' | 'IMPRESSIONS_MOST'>): Feedback {
  return { counted: countedKinds(env.FEEDBACK_WEIGHTS), mostImpressions: mostImpressions(env.IMPRESSIONS_MOST) };
}

/**
 * The kinds with the weight 1 in a text like `like=1 cart=1`. Kinds that it does not name keep their defaults.
 * @throws InputError
 */
function countedKinds(text = ''): ReadonlySet<WeightedKind> {
  let counted = parsed.get(text);
  if (!counted) {
    const weights: Record<string, number> = { ...WEIGHTS };
    const named = new Set<string>();
    for (const word of text.split(/\s+/).filter(Boolean)) {
      const [, kind, weight] = WORD.exec(word) ?? [];
      const refuse = (why: string, how: string) => {
        throw new InputError('invalid', `${JSON.stringify(word)} ${why}`, { where: 'FEEDBACK_WEIGHTS', how });
      };
      if (kind === undefined || !Object.hasOwn(WEIGHTS, kind))
        refuse(
          'is not the weight of a kind',
          `write KIND=0 or KIND=1, with the kinds ${Object.keys(WEIGHTS).join(', ')}`,
        );
      if (weight !== '0' && weight !== '1') refuse('is not 0 or 1', 'a kind counts or it does not');
      if (named.has(kind)) refuse('names a kind twice', 'name each kind once');
      named.add(kind);
      weights[kind] = Number(weight);
    }
    counted = new Set((Object.keys(WEIGHTS) as WeightedKind[]).filter((kind) => weights[kind] === 1));
    parsed.set(text, counted);
  }
  return counted;
}

/** @throws InputError if IMPRESSIONS_MOST is not a number of impressions */
function mostImpressions(text = ''): number | undefined {
  if (text === '') return undefined;
  if (!/^[1-9]\d{0,3}$/.test(text))
    throw new InputError('invalid', `must be a number of impressions from 1 to 9999, not ${JSON.stringify(text)}`, {
      where: 'IMPRESSIONS_MOST',
      how: 'leave it empty so that impressions have no effect',
    });
  return Number(text);
}
