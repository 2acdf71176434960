// `/operator/rails`: the rails config in force, in plain words, with its rules, experiments and revisions. editors.tsx has the
// forms that change it.
import { changeBasis, configRollbackBody } from '@curatornet/shared/api-rails-config.ts';
import type { PageEntry, RailEntry, RailsConfig, Rule } from '@curatornet/shared/rails-config.ts';
import type { Hono } from 'hono';
import type { App } from '../context.ts';
import { RequestError, validate } from '../http/problems.ts';
import { readForm } from '../http/request.ts';
import { describeConfig, rollBackConfig, writeConfig } from '../routes/rails-config.ts';
import type { Services } from '../services.ts';
import { change } from './change.tsx';
import { checkedText, type List } from './document.ts';
import { editorPages, MAX_DOCUMENT_FORM } from './editors.tsx';
import { RevisionsTable } from './revisions.tsx';
import { mountOperatorPage, rememberedWho, renderOperatorPage } from './session.tsx';
import { when } from './tables.tsx';
import { experimentInWords, railInWords, ruleInWords, stateOf, titleOfRail } from './words.ts';

export function railsPages(app: Hono<App>, services: Services): void {
  mountOperatorPage(app, 'get', '/operator/rails', async (c) => {
    const { revision, config, history } = await describeConfig(c);
    const latest = history.find(({ seq }) => seq === revision);
    const now = Math.floor(Date.now() / 1000);
    return renderOperatorPage(
      c,
      { title: 'Rails and rules' },
      <>
        {c.req.query('done') === String(revision) && (
          <p class="notice" role="status">
            Revision {revision} is in force.
          </p>
        )}
        <p class="lead">
          {latest
            ? `Revision ${revision} is in force since ${when(latest.at)}${latest.who && `, by ${latest.who}`}${latest.why && `: ${latest.why.replace(/[.?!]$/, '')}`}.`
            : 'The built-in rails are in force.'}
        </p>
        <RuleList config={config} revision={revision} now={now} />
        {config.experiments.length > 0 && <ExperimentList config={config} />}
        <h2>Pages</h2>
        <div class="pages">
          {config.pages.map((page) => (
            <PageCard page={page} language={config.language} />
          ))}
        </div>
        <p>
          For all the rest: <a href="/operator/rails/json">Edit as JSON</a>
        </p>
        <RevisionsTable history={history} revision={revision} who={rememberedWho(c)} />
      </>,
    );
  });

  mountOperatorPage(app, 'post', '/operator/rails', async (c) => {
    const { config: text = '', ...rest } = Object.fromEntries(await readForm(c, MAX_DOCUMENT_FORM));
    const basis = validate(changeBasis, { ...rest, revision: Number(rest.revision) });
    const { config, mistakes } = checkedText(text);
    if (!config) throw new RequestError('invalid-request', `${mistakes[0].at} ${mistakes[0].message}`.trim());
    return change(c, basis.who, () => writeConfig(c, { config, ...basis }));
  });

  mountOperatorPage(app, 'post', '/operator/rails/rollback', async (c) => {
    const fields = Object.fromEntries(await readForm(c));
    const typed = { ...fields, to: Number(fields.to), revision: Number(fields.revision) };
    const body = validate(configRollbackBody, typed);
    return change(c, body.who, () => rollBackConfig(c, body));
  });

  editorPages(app, services);
}

const STATES = ['in force', 'to come', 'ended'] as const;

function RuleList({ config: { rules }, revision, now }: { config: RailsConfig; revision: number; now: number }) {
  return (
    <section aria-labelledby="rules">
      <h2 id="rules">Rules</h2>
      {rules.length === 0 && <p class="quiet">There are none: each visitor sees what is best for them.</p>}
      {STATES.map((state) => {
        const those = rules.filter((rule) => stateOf(rule, now) === state);
        return (
          those.length > 0 && (
            <>
              <h3>{state === 'in force' ? 'In force' : state === 'to come' ? 'To come' : 'Ended'}</h3>
              <ul class="rules">
                {those.map((rule) => (
                  <RuleLine rule={rule} revision={revision} ended={state === 'ended'} />
                ))}
              </ul>
            </>
          )
        );
      })}
      <p>
        <a class="button" href="/operator/rails/rule">
          Add a rule
        </a>
      </p>
    </section>
  );
}

function RuleLine({ rule, revision, ended }: { rule: Rule; revision: number; ended: boolean }) {
  const { id, note } = rule;
  const end = (how: string, name: string) => (
    <button type="submit" name="how" value={how} class="link">
      {name}
      <span class="unseen"> the rule {id}</span>
    </button>
  );
  return (
    <li>
      <p>
        {ruleInWords(rule)}. <code>{id}</code>
        {note && <span class="quiet"> {note}</span>}
      </p>
      <form method="post" action="/operator/rails/end">
        <input type="hidden" name="revision" value={revision} />
        <input type="hidden" name="rule" value={id} />
        <a href={`/operator/rails/rule?id=${id}`}>
          Change<span class="unseen"> the rule {id}</span>
        </a>
        {!ended && end('end', 'End now')}
        {end('remove', 'Remove')}
      </form>
    </li>
  );
}

function ExperimentList({ config: { experiments } }: { config: RailsConfig }) {
  return (
    <section aria-labelledby="experiments">
      <h2 id="experiments">Experiments</h2>
      <ul class="rules">
        {experiments.map((one) => (
          <li>
            <p>
              {experimentInWords(one)}. <code>{one.id}</code>
            </p>
          </li>
        ))}
      </ul>
    </section>
  );
}

function PageCard({ page: { id, rails, anonymous }, language }: { page: PageEntry; language: string }) {
  return (
    <section class="panel" aria-labelledby={`page-${id}`}>
      <h3 id={`page-${id}`}>{id}</h3>
      <RailList
        page={id}
        list="rails"
        name={anonymous ? 'With a history' : 'For everybody'}
        rails={rails}
        language={language}
      />
      {anonymous && (
        <RailList page={id} list="anonymous" name="Without a history" rails={anonymous} language={language} />
      )}
    </section>
  );
}

interface RailListProps {
  page: string;
  list: List;
  name: string;
  rails: readonly RailEntry[];
  language: string;
}

function RailList({ page, list, name, rails, language }: RailListProps) {
  return (
    <>
      <h4>
        {name}{' '}
        <a href={`/operator/rails/page?page=${page}&list=${list}`}>
          Change
          <span class="unseen">
            {' '}
            {page}, {name}
          </span>
        </a>
      </h4>
      <ol>
        {rails.map((entry) => (
          <li>
            <b>{titleOfRail(entry, language)}</b> <code>{entry.id}</code>
            <span class="quiet"> {railInWords(entry).join('; ')}</span>
          </li>
        ))}
      </ol>
    </>
  );
}
