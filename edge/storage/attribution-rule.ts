// Which click a purchase is credited to, as the store configures it: ATTRIBUTION_DAYS and ATTRIBUTION_RULE.
import { ATTRIBUTION_RULES, type AttributionRuleName } from '@curatornet/shared/api-attribution.ts';
import { InputError } from '@curatornet/shared/errors.ts';
import type { Environment } from '../environment.ts';

export interface AttributionRule {
  /** How many days before the purchase the click may be. */
  days: number;
  /** The last or the first click within that time. */
  rule: AttributionRuleName;
}

const MOST_DAYS = 365;

/** @throws InputError if a variable is malformed */
export function attributionRule({
  ATTRIBUTION_DAYS = '7',
  ATTRIBUTION_RULE = 'last-click',
}: Pick<Environment, 'ATTRIBUTION_DAYS' | 'ATTRIBUTION_RULE'>): AttributionRule {
  const days = Number(ATTRIBUTION_DAYS);
  if (!/^[1-9]\d{0,2}$/.test(ATTRIBUTION_DAYS) || days > MOST_DAYS)
    throw new InputError(
      'invalid',
      `must be a number of days from 1 to ${MOST_DAYS}, not ${JSON.stringify(ATTRIBUTION_DAYS)}`,
      {
        where: 'ATTRIBUTION_DAYS',
        how: 'write 7, for example',
      },
    );
  const rule = ATTRIBUTION_RULES.find((one) => one === ATTRIBUTION_RULE);
  if (rule === undefined)
    throw new InputError('invalid', `${JSON.stringify(ATTRIBUTION_RULE)} is not a rule`, {
      where: 'ATTRIBUTION_RULE',
      how: `write ${ATTRIBUTION_RULES.join(' or ')}`,
    });
  return { days, rule };
}
