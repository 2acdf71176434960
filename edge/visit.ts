// A request for rails up to where rails begin: who asks, and what can be shown. One catalogue serves a whole answer.
import type { Context } from 'hono';
import type { App, Services } from './app.ts';
import type { Catalogue } from './catalogue/catalogue.ts';
import { RequestError } from './problems.ts';

/** Whom rails are made for. Rows are those of the visit's catalogue. */
export interface Visitor {
  /** What they have, oldest first; repeats are possible. Empty where nothing is known. */
  history: readonly number[];
  /** Of those, what they bought rather than liked. All of a history that the client holds counts as bought. */
  bought: readonly number[];
}

export interface Visit {
  catalogue: Catalogue;
  visitor: Visitor;
  /** Whether this answer may be older than it should be, because D1 or R2 failed. The answer must say so. */
  degraded: boolean;
}

/** Whose visit it is: a user whose history D1 keeps, or a history that the client holds, empty for anybody. */
export type Who = { user: string } | { history: readonly string[] };

/** Of many unknown items the first few are named. */
const MOST_NAMED = 5;

/**
 * Answers with what is in force, for one visitor.
 * @throws RequestError `no-model` where nothing can be served, `unknown-item` for a history with items that never were
 */
export async function visit(
  c: Context<App>,
  { models, database }: Services,
  who: Who,
  answer: (visit: Visit) => Promise<Response>,
): Promise<Response> {
  const db = database(c.env);
  const read =
    'user' in who
      ? db.deploymentAndHistory(who.user)
      : db.deployment().then((deployment) => ({ deployment, history: [] }));
  const state = await read.catch((error) => {
    console.error('the database cannot be read:', error);
    return undefined;
  });
  return models.use(state?.deployment, c.env.MODELS, c.executionCtx, (catalogue) => {
    if (!catalogue) throw new RequestError('no-model');
    const degraded = state?.deployment?.version !== catalogue.model.version;
    if ('history' in who) {
      const history = rowsOf(catalogue, who.history);
      return answer({ catalogue, visitor: { history, bought: history }, degraded });
    }
    // An event may be about an item that this catalogue does not have.
    const known = (state?.history ?? []).flatMap(({ item, kind }) => {
      const row = catalogue.rowOf.get(item);
      return row === undefined ? [] : [{ row, kind }];
    });
    const bought = known.filter(({ kind }) => kind === 'purchase').map(({ row }) => row);
    return answer({ catalogue, visitor: { history: known.map(({ row }) => row), bought }, degraded });
  });
}

/** @throws RequestError `unknown-item`, naming the first few */
function rowsOf(catalogue: Catalogue, history: readonly string[]): number[] {
  const rows: number[] = [];
  const errors: { at: string; message: string }[] = [];
  let unknown = 0;
  for (const [place, id] of history.entries()) {
    const row = catalogue.rowOf.get(id);
    if (row !== undefined) rows.push(row);
    else if (unknown++ < MOST_NAMED) errors.push({ at: `history.${place}`, message: `there is no item ${id}` });
  }
  if (unknown > 0)
    throw new RequestError('unknown-item', `${unknown} of ${history.length} items are unknown`, { errors });
  return rows;
}
