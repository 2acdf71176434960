// curatornet recommend: what to send to many users, say in a newsletter, as one file.

import { InputError } from '@curatornet/shared/errors.ts';
import { DEFAULT_LIMIT, MAX_LIMIT } from '@curatornet/shared/rails-config.ts';
import { keyFor, parseUrl } from '../deploy/client.ts';
import { type Recommended, recommend } from '../recommend/recommend.ts';
import type { Recommendation } from '../recommend/recommendation.ts';
import { digestOf } from '../recommend/result.ts';
import { askWorker } from '../recommend/served.ts';
import { readUsers } from '../recommend/users.ts';
import { type Arguments, type Command, OPTIONS } from './command.ts';
import { WORKER_OPTIONS } from './worker.ts';

export const recommendCommand: Command = {
  about: 'write what to send to many users into a file; interrupted and run again, it goes on',
  options: {
    users: { type: 'string', value: 'FILE', about: 'a user id per line, or a CSV with a column user', required: true },
    out: { type: 'string', value: 'FILE', about: 'a line of JSON per user; a CSV if it ends in .csv', required: true },
    page: { type: 'string', value: 'NAME', about: 'the page whose rails are asked for (default home)' },
    rails: { type: 'string', value: 'ID', about: 'only this rail of the page; may be repeated', multiple: true },
    limit: { type: 'string', value: 'N', about: `items of a rail, at most ${MAX_LIMIT}` },
    url: WORKER_OPTIONS.url,
    bundle: { type: 'string', value: 'DIR', about: 'without a worker: the bundle that ranks; for-you alone' },
    data: { ...OPTIONS.data, about: 'with --bundle: the dataset folder, which has the histories and the sales' },
  },
  async run(args) {
    const users = await readUsers(args.needed('users'));
    const { what, of } = args.text('bundle') === undefined ? await byWorker(args) : await byBundle(args, users);
    const result = await recommend({ users, out: args.needed('out'), what: digestOf([what, users]), of });
    return { json: result, text: summary(result) };
  },
};

interface Source {
  /** What the rails depend on, beside the user. */
  what: object;
  of: (user: string) => Promise<Recommendation>;
}

async function byWorker(args: Arguments): Promise<Source> {
  if (args.text('data') !== undefined)
    throw new InputError('usage', '--data is given without --bundle', { how: 'a worker knows the histories itself' });
  const url = parseUrl(args.text('url'));
  const what = { url, page: args.text('page'), limit: limitOf(args), rails: args.texts('rails') };
  return { what, of: askWorker({ ...what, key: await keyFor(url, 'SERVICE_KEY') }) };
}

async function byBundle(args: Arguments, users: readonly string[]): Promise<Source> {
  const [bundle, data] = [args.needed('bundle'), args.text('data')];
  if (data === undefined)
    throw new InputError('usage', '--bundle is given without --data', { how: 'name the dataset with the histories' });
  const other = ['url', 'page'].find((name) => args.text(name) !== undefined);
  if (other !== undefined || args.texts('rails').some((rail) => rail !== 'for-you'))
    throw new InputError('usage', `--${other ?? 'rails'} needs a worker: --bundle ranks the rail for-you alone`, {
      how: 'leave it out, or leave --bundle out',
    });
  const { openOffline } = await import('../recommend/offline.ts');
  const { of, what } = await openOffline({ bundle, data, limit: limitOf(args) ?? DEFAULT_LIMIT }, users);
  return { what, of };
}

function limitOf(args: Arguments): number | undefined {
  const text = args.text('limit');
  if (text === undefined) return undefined;
  const limit = Number(text);
  if (!/^\d+$/.test(text) || limit < 1 || limit > MAX_LIMIT)
    throw new InputError('usage', `--limit ${text} is not a number from 1 to ${MAX_LIMIT}`);
  return limit;
}

function summary({ users, resumed, empty, degraded, models, out }: Recommended): string {
  const number = (count: number) => count.toLocaleString('en');
  const before = resumed > 0 ? ` (${number(resumed)} of them before)` : '';
  const notes = [
    ...(empty > 0 ? [`${number(empty)} have no rail`] : []),
    ...(degraded > 0 ? [`${number(degraded)} have rails that may be out of date, because storage failed`] : []),
  ];
  return [`${out}: rails of ${number(users)} users${before}, by version ${models.join(', ')}`, ...notes].join('\n');
}
