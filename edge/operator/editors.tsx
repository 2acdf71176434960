// The pages that change the rails config: a rule, the rails of a page, or the document as JSON. A form is previewed first, and
// the preview has the button that puts exactly this document in force. Whoever changed it in between is not overwritten.

import type { ConfigResponse } from '@curatornet/shared/api-rails-config.ts';
import { HOME, MAX_CONFIG, type RailsConfig, type Rule } from '@curatornet/shared/rails-config.ts';
import type { Context, Hono } from 'hono';
import type { Child } from 'hono/jsx';
import type { App } from '../context.ts';
import { RequestError } from '../http/problems.ts';
import { readForm } from '../http/request.ts';
import { describeConfig, expectUnbroken } from '../routes/rails-config.ts';
import type { Services } from '../services.ts';
import { Overtaken } from './change.tsx';
import {
  type Checked,
  checkedText,
  LISTS,
  type List,
  type Mistake,
  withoutRule,
  withRails,
  withRule,
  withRuleEnded,
} from './document.ts';
import { Mistakes, Select } from './fields.tsx';
import { fieldsOfPage, railsOfFields, readPageFields } from './page-fields.ts';
import { PageRows, rowLabel } from './page-form.tsx';
import { Preview } from './preview.tsx';
import { fieldsOfRule, ruleOfFields } from './rule-fields.ts';
import { RuleFields, ruleLabel } from './rule-form.tsx';
import { mountOperatorPage, rememberedWho, renderOperatorPage } from './session.tsx';
import { tryConfig } from './trial.ts';
import { ruleInWords } from './words.ts';

/** Of a form with a document in it: a character of JSON may become three of a form. */
export const MAX_DOCUMENT_FORM = 3 * MAX_CONFIG + 8192;

/** A form that changes the document. */
interface Edit {
  title: string;
  /** Its fields. */
  body: Child;
  /** Where it is sent to. */
  action: string;
  /** The document with the change. */
  draft: Checked;
  nameOf: (at: string) => string;
  /** The page to preview. */
  page?: string;
  /** When to preview it. */
  from?: number;
  /** What it does, in words, if it is valid. */
  said?: string;
}
/** @param fields empty when the form is opened */
type Editor = (config: RailsConfig, fields: URLSearchParams, query: URLSearchParams) => Edit;

const ruleEditor: Editor = (config, posted, query) => {
  const opened = posted.size === 0;
  const was = (opened ? query.get('id') : posted.get('was')) || undefined;
  const known = config.rules.find(({ id }) => id === was);
  const fields = opened ? fieldsOfRule(known) : posted;
  // Valid if the draft is.
  const rule = ruleOfFields(fields, known) as unknown as Rule;
  const draft = withRule(config, rule, was);
  return {
    title: was === undefined ? 'Add a rule' : `Change the rule ${was}`,
    body: <RuleFields config={config} fields={fields} />,
    action: '/operator/rails/rule',
    draft,
    nameOf: ruleLabel,
    page: rule.pages?.[0],
    from: rule.from,
    said: draft.config && ruleInWords(rule),
  };
};

const pageEditor: Editor = (config, posted, query) => {
  const name = query.get('page') ?? '';
  const page = config.pages.find(({ id }) => id === name);
  if (!page) throw new RequestError('not-found', `The rails config has no page ${name}.`);
  const list: List = LISTS.find((one) => one === query.get('list')) ?? 'rails';
  const known = page[list] ?? page.rails;
  const fields = posted.size === 0 ? fieldsOfPage(known, config.language) : readPageFields(posted, config.language);
  return {
    title: `The rails of ${name}${list === 'anonymous' ? ' without a history' : ''}`,
    body: <PageRows fields={fields} />,
    action: `/operator/rails/page?page=${name}&list=${list}`,
    draft: withRails(config, name, list, railsOfFields(fields, known)),
    nameOf: rowLabel,
    page: name,
  };
};

const jsonEditor: Editor = (config, posted) => {
  const text = posted.get('document') ?? JSON.stringify(config, null, 2);
  return {
    title: 'Edit as JSON',
    body: (
      <div class="field">
        <label for="document">The document</label>
        <textarea id="document" name="document" rows={28} class="code" spellcheck={false}>
          {text}
        </textarea>
      </div>
    ),
    action: '/operator/rails/json',
    draft: checkedText(text),
    nameOf: (at) => at,
  };
};

/** Ends or removes a rule: a button on the page of the rails leads here, so there is nothing to type. */
const endEditor: Editor = (config, posted) => {
  const id = posted.get('rule') ?? '';
  const removed = posted.get('how') === 'remove';
  const rule = config.rules.find((one) => one.id === id);
  if (!rule) throw new RequestError('not-found', `There is no rule ${id}.`);
  return {
    title: removed ? `Remove the rule ${id}` : `End the rule ${id} now`,
    body: [
      <input type="hidden" name="rule" value={id} />,
      <input type="hidden" name="how" value={removed ? 'remove' : 'end'} />,
    ],
    action: '/operator/rails/end',
    draft: { config: removed ? withoutRule(config, id) : withRuleEnded(config, id, Math.floor(Date.now() / 1000)) },
    nameOf: (at) => at,
    page: rule.pages?.[0],
  };
};

export function editorPages(app: Hono<App>, services: Services): void {
  const open = (path: string, editor: Editor) =>
    mountOperatorPage(app, 'get', path, async (c) => {
      const state = await describeConfig(c);
      const edit = editor(state.config, new URLSearchParams(), new URL(c.req.url).searchParams);
      return renderEdit(c, state, edit, new URLSearchParams());
    });
  const post = (path: string, editor: Editor) =>
    mountOperatorPage(app, 'post', path, async (c) => {
      const fields = await readForm(c, MAX_DOCUMENT_FORM);
      const state = await describeConfig(c);
      const edit = editor(state.config, fields, new URL(c.req.url).searchParams);
      if (Number(fields.get('revision')) !== state.revision)
        return renderEdit(c, state, edit, fields, { status: 409, notice: <Overtaken state={state} /> });
      const { config, mistakes = await brokenBy(c, config!, state.revision) } = edit.draft;
      if (!config || mistakes.length > 0) {
        const notice = <Mistakes mistakes={mistakes} nameOf={edit.nameOf} />;
        return renderEdit(c, state, edit, fields, { status: 400, notice });
      }
      return renderEdit(c, state, edit, fields, { preview: await previewOf(c, services, edit, config, fields) });
    });
  for (const [path, editor] of [
    ['/operator/rails/rule', ruleEditor],
    ['/operator/rails/page', pageEditor],
    ['/operator/rails/json', jsonEditor],
  ] as const) {
    open(path, editor);
    post(path, editor);
  }
  post('/operator/rails/end', endEditor);
}

/** What a change may not do to experiments that run or ended. */
async function brokenBy(c: Context<App>, config: RailsConfig, basis: number): Promise<Mistake[]> {
  try {
    await expectUnbroken(c, config, basis);
    return [];
  } catch (error) {
    if (!(error instanceof RequestError && error.errors)) throw error;
    return error.errors.map(({ at, message }) => ({ at: at.replace('config.', ''), message }));
  }
}

/** The preview of a draft, as fields that name its page and visitors, and the button that puts it in force. */
async function previewOf(
  c: Context<App>,
  services: Services,
  edit: Edit,
  config: RailsConfig,
  fields: URLSearchParams,
) {
  const seconds = Math.floor(Date.now() / 1000);
  const now = Math.max(seconds, edit.from ?? 0);
  const known = config.pages.map(({ id }) => id);
  const page = [fields.get('show'), edit.page, HOME].find((one) => one && known.includes(one)) ?? known[0];
  const trial = await tryConfig(c, services, config, { page, now, users: fields.getAll('visitor') });
  return { page, trial, later: now > seconds, config };
}

interface Shown {
  status?: 400 | 409;
  notice?: Child;
  preview?: Awaited<ReturnType<typeof previewOf>>;
}

function renderEdit(c: Context<App>, state: ConfigResponse, edit: Edit, fields: URLSearchParams, shown: Shown = {}) {
  const { revision, config } = state;
  const { status, notice, preview } = shown;
  const pages = (edit.draft.config ?? config).pages.map(({ id }) => id);
  const visitors = preview?.trial?.visitors.flatMap(({ user }) => user ?? []) ?? fields.getAll('visitor');
  return renderOperatorPage(
    c,
    { title: edit.title, status },
    <>
      {notice}
      <form method="post" action={edit.action} class="edit">
        {/* What the enter key presses. */}
        <button type="submit" hidden>
          Preview
        </button>
        <input type="hidden" name="revision" value={revision} />
        {visitors.map((user) => (
          <input type="hidden" name="visitor" value={user} />
        ))}
        {edit.body}
        <div class="buttons">
          <button type="submit" class={preview ? 'button second' : 'button'}>
            {preview ? 'Preview again' : 'Preview'}
          </button>
          <Select name="show" label="of the page" options={pages} value={preview?.page ?? edit.page ?? HOME} />
          <a href="/operator/rails">Cancel</a>
        </div>
      </form>
      {preview && (
        <>
          {preview.trial ? (
            <Preview trial={preview.trial} later={preview.later} said={edit.said} />
          ) : (
            <p class="notice">There is no preview, because no model is deployed.</p>
          )}
          <PutInForce config={preview.config} revision={revision} who={rememberedWho(c)} />
        </>
      )}
    </>,
  );
}

function PutInForce({ config, revision, who }: { config: RailsConfig; revision: number; who: string }) {
  return (
    <form method="post" action="/operator/rails" class="edit force">
      <h2>Put it in force</h2>
      <input type="hidden" name="revision" value={revision} />
      <input type="hidden" name="config" value={JSON.stringify(config)} />
      <div class="grid">
        <div class="field">
          <label for="who">Who</label>
          <input id="who" name="who" value={who} required maxlength={128} autocomplete="name" />
        </div>
        <div class="field">
          <label for="why">Why</label>
          <input id="why" name="why" required maxlength={1000} />
        </div>
      </div>
      <div class="buttons">
        <button type="submit" class="button">
          Put in force
        </button>
        <p class="quiet">With the next request, for everybody.</p>
      </div>
    </form>
  );
}
