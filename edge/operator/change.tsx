// What follows a change of the rails config: the page that shows the new revision, or a message if another one came in between.
import type { ConfigResponse } from '@curatornet/shared/api-rails-config.ts';
import type { Context } from 'hono';
import type { App } from '../context.ts';
import { RequestError } from '../http/problems.ts';
import { describeConfig } from '../routes/rails-config.ts';
import { rememberWho, renderOperatorPage } from './session.tsx';

/** @param write returns the new revision */
export async function change(c: Context<App>, who: string, write: () => Promise<number>): Promise<Response> {
  try {
    const seq = await write();
    rememberWho(c, who);
    return c.redirect(`/operator/rails?done=${seq}`, 303);
  } catch (error) {
    if (!(error instanceof RequestError && error.code === 'config-conflict')) throw error;
    return renderOperatorPage(c, { title: 'Not in force', status: 409 }, <Overtaken state={await describeConfig(c)} />);
  }
}

/** What to do when somebody else was faster. */
export function Overtaken({ state: { revision, history } }: { state: ConfigResponse }) {
  const latest = history.find(({ seq }) => seq === revision);
  const by = latest && `${latest.who || 'somebody'}${latest.why && `: ${latest.why}`}`;
  return (
    <div class="notice" role="alert">
      <p>
        <b>Revision {revision} came in between</b>
        {by && ` (${by})`}. Nothing that you typed is in force.
      </p>
      <p>
        Look at <a href="/operator/rails">what is in force now</a>. Then preview your change again: it is based on
        revision {revision} from here on. The rails of a page and the JSON are as you typed them, so put the other
        change in, too.
      </p>
    </div>
  );
}
