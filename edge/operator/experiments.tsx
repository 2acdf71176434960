// The experiments on the page of results: what each variant did, what that shows, and the buttons that end one.
import { type ExperimentResponse, promoteBody, stopBody } from '@curatornet/shared/api-experiments.ts';
import { slug } from '@curatornet/shared/rails-config.ts';
import type { Context, Hono } from 'hono';
import { z } from 'zod';
import type { App } from '../context.ts';
import { readExperiment, readExperiments } from '../experiments/results.ts';
import { validate } from '../http/problems.ts';
import { readForm } from '../http/request.ts';
import { promoteExperiment, stopExperiment } from '../routes/experiments.ts';
import { describeConfig } from '../routes/rails-config.ts';
import { change } from './change.tsx';
import { mountOperatorPage, rememberedWho } from './session.tsx';
import { Table, when } from './tables.tsx';
import { figureOf, verdicts } from './verdict.ts';

const named = z.object({ id: slug });

/** The forms that end an experiment. */
export function experimentForms(app: Hono<App>): void {
  const read = async (c: Context<App>) => {
    const { id, variant, revision, who, why } = Object.fromEntries(await readForm(c));
    return { ...validate(named, { id }), variant, basis: { revision: Number(revision), who, why } };
  };
  mountOperatorPage(app, 'post', '/operator/results/stop', async (c) => {
    const { id, basis } = await read(c);
    const body = validate(stopBody, basis);
    return change(c, body.who, () => stopExperiment(c, id, body));
  });
  mountOperatorPage(app, 'post', '/operator/results/promote', async (c) => {
    const { id, variant, basis } = await read(c);
    const body = validate(promoteBody, { variant, ...basis });
    return change(c, body.who, () => promoteExperiment(c, id, body));
  });
}

/** @param shown the id of one that ended, to show with those that run */
export async function experiments(c: Context<App>, shown?: string) {
  const { DB } = c.env;
  const [{ experiments: all }, { revision }] = await Promise.all([readExperiments(DB), describeConfig(c)]);
  if (all.length === 0) return <p class="quiet">There was no experiment yet.</p>;
  const wanted = all.filter(({ id, state }) => state === 'running' || id === shown);
  const results = await Promise.all(wanted.map(({ id }) => readExperiment(DB, id)));
  const others = all.filter((one) => !wanted.includes(one));
  return (
    <>
      {results.map((one) => one && <Experiment result={one} revision={revision} who={rememberedWho(c)} />)}
      {others.length > 0 && (
        <p>
          Ended:{' '}
          {others.map(({ id }) => (
            <>
              <a href={`/operator/results?experiment=${id}`}>{id}</a>{' '}
            </>
          ))}
        </p>
      )}
    </>
  );
}

interface ExperimentProps {
  result: ExperimentResponse;
  revision: number;
  who: string;
}

const percent = (share: number) => `${(100 * share).toFixed(1)}%`;

function Experiment({ result, revision, who }: ExperimentProps) {
  const { id, page, percent: share, state, startedAt, endedAt, promoted, currency, sampleRatio, variants } = result;
  const [base, ...others] = variants;
  const ended = endedAt !== undefined && `, ${state} ${when(endedAt)}${promoted ? `: everybody gets ${promoted}` : ''}`;
  return (
    <div class="experiment">
      {sampleRatio.mismatch && (
        <p class="notice" role="alert">
          <b>{id}:</b> {sampleRatio.message}
        </p>
      )}
      <Table
        id={`experiment-${id}`}
        title={id}
        about={`${share}% of the users of ${page}, since ${when(startedAt)}${ended || ''}`}
        columns={[
          'Variant',
          'Visitors',
          'Clicked',
          'Bought',
          'Purchases',
          `Revenue per visitor${currency ? `, ${currency}` : ''}`,
        ]}
        text={1}
        rows={variants.map((variant) => [
          variant.id,
          variant.visitors.toLocaleString('en'),
          percent(figureOf(variant, 'clickRate')),
          percent(figureOf(variant, 'purchaseRate')),
          variant.purchases.toLocaleString('en'),
          figureOf(variant, 'revenuePerVisitor', currency).toFixed(2),
        ])}
      />
      {others.map((variant) => (
        <>
          <h3>
            {variant.id} compared with {base.id}
          </h3>
          <ul class="verdicts">
            {verdicts(variant, base, currency).map((said) => (
              <li>{said}</li>
            ))}
          </ul>
        </>
      ))}
      {state === 'running' && <EndForm result={result} revision={revision} who={who} />}
    </div>
  );
}

function EndForm({ result: { id, variants }, revision, who }: ExperimentProps) {
  return (
    <details>
      <summary>End {id}</summary>
      <form method="post" action="/operator/results/promote" class="edit">
        {/* The enter key ends nothing. */}
        <button type="submit" hidden disabled>
          End
        </button>
        <input type="hidden" name="id" value={id} />
        <input type="hidden" name="revision" value={revision} />
        <div class="grid">
          <div class="field">
            <label for={`who-${id}`}>Who</label>
            <input id={`who-${id}`} name="who" value={who} required maxlength={128} autocomplete="name" />
          </div>
          <div class="field">
            <label for={`why-${id}`}>Why</label>
            <input id={`why-${id}`} name="why" required maxlength={1000} />
          </div>
        </div>
        <div class="buttons">
          {variants.map((variant) => (
            <button type="submit" name="variant" value={variant.id} class="button second">
              Give everybody {variant.id}
            </button>
          ))}
          <button type="submit" formaction="/operator/results/stop" class="button second">
            Stop: the page stays as it is
          </button>
        </div>
      </form>
    </details>
  );
}
