// Training curves, and the triples that sampling drew.
import type { Validation } from '../../run-folder.ts';
import type { Sampled } from '../../sample/report.ts';
import type { Facts } from '../facts/facts.ts';
import { curve } from '../figures/curve.ts';
import { type Markup, markup } from '../text/markup.ts';
import { count, metric, percent } from '../text/numbers.ts';
import { dataElement, missing, plates, type Section, table } from './section.ts';

export function training({ validations, sampled, model }: Facts): Section {
  const again = 'curatornet train --data DIR --run RUN';
  const figures = validations && validations.length > 0 ? curves(validations, model.step) : [];
  const drawn =
    figures.length > 0
      ? plates(
          figures,
          markup`Loss: mean over the steps since the previous point, with the L2 penalty. Validation accuracy: share of the validation triples whose positive scores higher than their negative. Filled: the model that was kept, ${metric(model.validationAccuracy)} after ${count(model.step)} steps.`,
        )
      : missing('The run has no training curves. Train again:', again);
  return {
    id: 'training',
    title: 'Training',
    figures,
    content: markup`${drawn}<h3>Triples by guideline</h3>${sampled ? yields(sampled) : missing('The run has no sampling report. Train again:', again)}`,
  };
}

const curves = (validations: readonly Validation[], kept: number) => [
  curve({
    name: 'loss',
    title: 'Loss',
    kept,
    tone: 'b',
    points: validations.map(({ step, loss }) => ({ x: step, y: loss })),
  }),
  curve({
    name: 'validation',
    title: 'Validation accuracy',
    kept,
    tone: 'a',
    points: validations.map(({ step, validationAccuracy }) => ({ x: step, y: validationAccuracy })),
  }),
];

function yields({ yields: given, skipped }: Sampled): Markup {
  const rows = given.map(({ guideline, about, training, validation }) => {
    const cells = [training, validation].map(
      ({ asked, drawn }) =>
        markup`<td${drawn < asked && markup` class="short"`}>${dataElement(drawn, count(drawn))}<small>of ${count(asked)}${drawn < asked && `, ${percent(drawn / asked)}`}</small></td>`,
    );
    return markup`<tr><th scope="row">${guideline}<small>${about}</small></th>${cells}</tr>`;
  });
  const left = skipped.map(
    ({ guideline, reason }) =>
      markup`<tr class="skipped"><th scope="row">${guideline}</th><td colspan="2">skipped: ${reason}</td></tr>`,
  );
  return table(
    ['guideline', 'for training', 'for validation'],
    [...rows, ...left],
    markup`Triples drawn, of the quota. All triples are distinct; a guideline that runs out of new ones falls short of its quota. The quota of a skipped guideline goes to the others.`,
    'narrow',
  );
}
