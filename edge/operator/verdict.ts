// What an experiment shows, in a sentence for each figure: better, worse, or no difference yet. The intervals and p values hold
// however often somebody looks.
import type { ExperimentResponse } from '@curatornet/shared/api-experiments.ts';

type Variant = ExperimentResponse['variants'][number];
type Comparison = NonNullable<Variant['comparison']>;
export type Figure = keyof Comparison;

/** Below it, a difference is shown. */
const SIGNIFICANT = 0.05;

const NAMES: Record<Figure, string> = {
  revenuePerVisitor: 'revenue per visitor',
  purchaseRate: 'visitors who bought',
  clickRate: 'visitors who clicked',
};
const FIGURES = Object.keys(NAMES) as Figure[];

/** A figure of a variant; 0 without visitors. */
export function figureOf(
  { visitors, clicked, purchased, revenue }: Variant,
  figure: Figure,
  currency?: string,
): number {
  const amount = revenue.find((one) => one.currency === currency)?.amount ?? 0;
  const sum = { revenuePerVisitor: amount, purchaseRate: purchased, clickRate: clicked }[figure];
  return visitors > 0 ? sum / visitors : 0;
}

/** What the comparison of a variant with the first one shows, a sentence a figure. */
export function verdicts(variant: Variant, base: Variant, currency?: string): string[] {
  const said = FIGURES.flatMap((figure) => {
    const compared = variant.comparison?.[figure];
    const from = figureOf(base, figure, currency);
    if (!compared || from === 0) return [];
    const percent = (difference: number) => signed((100 * difference) / from);
    const [low, high] = compared.always.map(percent);
    const range = `95% interval ${low} to ${high}`;
    if (compared.p >= SIGNIFICANT) return [`${NAMES[figure]}: no difference shown yet (${range})`];
    const word = compared.difference > 0 ? 'better' : 'worse';
    return [
      `${NAMES[figure]}: ${variant.id} is ${word}, ${percent(compared.difference)} (${range}; p ${small(compared.p)})`,
    ];
  });
  return said.length > 0 ? said : ['there are too few visitors for a comparison yet'];
}

function signed(percent: number): string {
  const digits = Math.abs(percent) < 10 ? 1 : 0;
  const text = Math.abs(percent).toFixed(digits);
  return `${Number(text) === 0 ? '' : percent < 0 ? '−' : '+'}${text}%`;
}

const small = (p: number) => (p < 0.001 ? 'below 0.001' : p.toFixed(3));
