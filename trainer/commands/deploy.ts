// curatornet deploy: a bundle becomes the version that the worker serves, and a dataset's events the histories.
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { InputError } from '@curatornet/shared/errors.ts';
import { type Dataset, openDataset } from '../dataset/dataset.ts';
import { eventsByUser } from '../dataset/split.ts';
import { say } from '../progress.ts';
import { readConfig } from '../run-folder.ts';
import { type Command, OPTIONS } from './command.ts';

export const deployCommand: Command = {
  about: 'put a bundle and the histories of its users where the worker reads them',
  positionals: ['BUNDLE'],
  options: {
    local: { type: 'boolean', about: 'into the R2 and D1 of this machine, which wrangler dev serves', required: false },
    data: { ...OPTIONS.data, about: "whose events become histories, by default that of the bundle's run" },
    state: OPTIONS.state,
  },
  async run(args) {
    const [bundle] = args.positionals;
    if (!args.flag('local'))
      throw new InputError('usage', 'say where to: --local', { how: 'this version deploys to this machine only' });
    const data = args.text('data') ?? (await dataOfRun(dirname(bundle)));
    const events = data === undefined ? undefined : histories(await openDataset(data));
    const { deployLocal } = await import('@curatornet/infra/deploy.ts');
    const { version } = await deployLocal({ bundle, events, state: args.text('state'), log: say });
    return { json: { version, bundle, data }, text: `version ${version} is current` };
  },
};

/** The dataset of the run that a bundle lies in, if it lies in one. */
async function dataOfRun(folder: string): Promise<string | undefined> {
  if (!existsSync(`${folder}/config.json`)) return undefined;
  return (await readConfig(folder)).data;
}

/**
 * Everything that is known of people, each one's events oldest first: what evaluation hides is included, for a store
 * knows all of its purchases.
 */
function* histories({ events, validation, users, items }: Dataset) {
  const parts = [events, validation].filter((part) => part !== null);
  const ordered = parts.map((part) => eventsByUser(part, users.length));
  for (const [user, id] of users.entries())
    for (const [p, { item, at, kind }] of parts.entries())
      for (const place of ordered[p][user])
        yield {
          user: id,
          item: items[item[place]].id,
          kind: kind?.[place] === 1 ? ('like' as const) : ('purchase' as const),
          at: at && !Number.isNaN(at[place]) ? at[place] : null,
        };
}
