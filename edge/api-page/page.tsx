// Renders the OpenAPI document as a page, with a section per operation, without scripts or external files, and links
// the guides.
import { PROBLEMS } from '@curatornet/shared/problems.ts';
import { html } from 'hono/html';
import { type ApiCall, type ApiDocument, callsOf, curl, type DescribedResponse } from './document.ts';
import { describeField, type Field, fieldsOf, type NamedSchemas, type Schema } from './fields.ts';
import { GUIDES } from './guides.ts';
import { DOCS_STYLE } from './style.ts';

/** @param origin the worker's origin, for the curl commands */
export function docsPage(document: ApiDocument, origin: string): string {
  const { info, components } = document;
  const calls = callsOf(document);
  const { securitySchemes } = components;
  const page = (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="description" content={info.description} />
        <title>{info.title}: the API</title>
        <style>{html`${{ toString: () => DOCS_STYLE, isEscaped: true } as unknown as string}`}</style>
      </head>
      <body>
        <a class="skip" href="#main">
          Skip to the operations
        </a>
        <header>
          <h1>{info.title}</h1>
          <p>{info.description}</p>
          <p>
            Version {info.version}. For programs: <a href="/openapi.json">/openapi.json</a>, OpenAPI 3.1.
          </p>
          <dl class="guides">
            {Object.entries(GUIDES).map(([reader, guides]) => (
              <>
                <dt>{reader}</dt>
                <dd>
                  {guides.map(({ name, title }, place) => (
                    <>
                      {place > 0 && ', '}
                      <a href={`/docs/${name}`}>{title}</a>
                    </>
                  ))}
                </dd>
              </>
            ))}
          </dl>
        </header>
        <nav aria-label="Operations">
          <ul>
            {calls.map(({ method, path, described }) => (
              <li>
                <a href={`#${described.operationId}`}>
                  <span class="method">{method}</span> {path}
                </a>
              </li>
            ))}
            <li>
              <a href="#problems">Problems</a>
            </li>
          </ul>
        </nav>
        <main id="main" tabindex={-1}>
          <section aria-labelledby="access">
            <h2 id="access">Keys, tokens and texts</h2>
            <p>
              Send a key or a token in the header <code>Authorization: Bearer KEY</code>.
            </p>
            <dl>
              {Object.entries(securitySchemes).map(([name, { description, bearerFormat }]) => (
                <>
                  <dt>
                    <code>{name}</code>
                    {bearerFormat && ` (${bearerFormat})`}
                  </dt>
                  <dd>
                    <Text>{description}</Text>
                  </dd>
                </>
              ))}
            </dl>
            <p>
              Texts must not contain control characters or lone surrogates; their lengths are counted in characters. Ids
              must not start or end with white space, and must not be <code>.</code> or <code>..</code>.
            </p>
          </section>
          {calls.map((call) => (
            <Section call={call} named={components.schemas} origin={origin} />
          ))}
          <Problems />
        </main>
      </body>
    </html>
  );
  return `<!doctype html>${page}`;
}

function Section({ call, named, origin }: { call: ApiCall; named: NamedSchemas; origin: string }) {
  const { method, path, described } = call;
  const { operationId, summary, security, parameters, requestBody, responses } = described;
  const { 200: ok, 202: accepted, ...refusals } = responses;
  const answer = ok ?? accepted;
  const opens = security.flatMap((one) => Object.keys(one));
  const asked = parameters.map(
    ({ name, required, description = '', schema }): Field => ({
      name,
      required,
      ...describeField(schema, named),
      about: description,
    }),
  );
  return (
    <section aria-labelledby={operationId}>
      <h2 id={operationId}>
        <span class="method">{method}</span> <code>{path}</code>
      </h2>
      <p class="summary">{summary}.</p>
      <p>
        {opens.length === 0 ? 'No key needed.' : 'Requires '}
        {opens.map((name, place) => (
          <>
            {place > 0 && ' or '}
            <a href="#access">{name}</a>
          </>
        ))}
      </p>
      {asked.length > 0 && <Fields id={operationId} title="Parameters" fields={asked} />}
      {Object.entries(requestBody?.content ?? {}).map(([type, { schema, example }]) => (
        <Body
          id={operationId}
          title={`Body, ${type}${schema.contentSchema ? ': each line' : ''}`}
          schema={schema.contentSchema ?? schema}
          named={named}
          example={example}
        />
      ))}
      <h3>Try it</h3>
      <pre>
        <code>{curl(origin, call)}</code>
      </pre>
      <Answers id={operationId} answer={answer} named={named} />
      <h3>Problems</h3>
      <ul class="refusals">
        {Object.entries(refusals).flatMap(([status, { content }]) =>
          Object.values(content).flatMap(({ examples = {} }) =>
            Object.keys(examples).map((code) => (
              <li>
                {status} <a href={`#problem-${code}`}>{code}</a>
              </li>
            )),
          ),
        )}
      </ul>
    </section>
  );
}

/** A description; text in backticks is code. */
function Text({ children }: { children: string }) {
  return <>{children.split('`').map((part, place) => (place % 2 === 1 ? <code>{part}</code> : part))}</>;
}

function Answers({ id, answer, named }: { id: string; answer: DescribedResponse; named: NamedSchemas }) {
  return (
    <>
      {Object.entries(answer.content).map(([type, { schema, example }]) => (
        <Body id={id} title={`Answer, ${type}`} schema={schema} named={named} example={example} />
      ))}
    </>
  );
}

interface BodyProps {
  id: string;
  title: string;
  schema: Schema;
  named: NamedSchemas;
  example?: unknown;
}

function Body({ id, title, schema, named, example }: BodyProps) {
  const fields = fieldsOf(schema, named);
  const shown = typeof example === 'string' ? example : JSON.stringify(example, null, 2);
  return (
    <>
      {fields.length > 0 ? <Fields id={id} title={title} fields={fields} /> : <h3>{title}</h3>}
      {example !== undefined && (
        <pre>
          <code>{shown}</code>
        </pre>
      )}
    </>
  );
}

function Fields({ id, title, fields }: { id: string; title: string; fields: readonly Field[] }) {
  const heading = `${id}-${title.split(',')[0].toLowerCase()}`;
  return (
    <>
      <h3 id={heading}>{title}</h3>
      <table aria-labelledby={heading}>
        <thead>
          <tr>
            <th scope="col">Name</th>
            <th scope="col">Type</th>
            <th scope="col">Description</th>
          </tr>
        </thead>
        <tbody>
          {fields.map(({ name, required, type, limits, about }) => (
            <tr>
              <th scope="row">
                <code>{name}</code>
                {required && <span class="required"> required</span>}
              </th>
              <td>
                {type}
                {limits && <span class="limits">{limits}</span>}
              </td>
              <td>
                <Text>{about}</Text>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

function Problems() {
  return (
    <section aria-labelledby="problems">
      <h2 id="problems">Problems</h2>
      <p>
        Errors are documents of the type <code>application/problem+json</code>. Their <code>type</code> is{' '}
        <code>urn:curatornet:problem:</code> followed by one of these names, which are stable.
      </p>
      <dl class="problems">
        {Object.entries(PROBLEMS).map(([code, { status, title }]) => (
          <>
            <dt id={`problem-${code}`}>
              <code>{code}</code> {status}
            </dt>
            <dd>{title}.</dd>
          </>
        ))}
      </dl>
    </section>
  );
}
