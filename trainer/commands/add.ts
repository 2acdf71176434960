// curatornet add: makes items of pictures, one by one or as they appear in a folder.
import { existsSync } from 'node:fs';
import { InputError } from '@curatornet/shared/errors.ts';
import type { Added, ItemDetails, Skipped } from '../add/add.ts';
import { keyFor, parseUrl } from '../deploy/client.ts';
import { say } from '../progress.ts';
import type { Arguments, Command, CommandResult } from './command.ts';
import { chooseEmbedder, ENCODER_OPTIONS } from './encoder.ts';
import { WORKER_OPTIONS } from './worker.ts';

export const addCommand: Command = {
  about: 'add pictures to a store as items that can be recommended at once',
  rest: 'PICTURE...',
  options: {
    id: { type: 'string', value: 'ID', about: 'id of the item (default: from the name and the content of the file)' },
    title: { type: 'string', value: 'TEXT', about: 'title (default: the name of the file)' },
    artist: { type: 'string', value: 'NAME', about: 'artist' },
    price: { type: 'string', value: 'N', about: 'price' },
    currency: { type: 'string', value: 'CODE', about: 'currency of the price, such as EUR' },
    tag: { type: 'string', value: 'TEXT', about: 'a tag; may be repeated', multiple: true },
    print: { type: 'boolean', about: 'the item is a print: a purchase does not take it off sale' },
    watch: { type: 'string', value: 'DIR', about: 'add the pictures of a folder, and each that appears there later' },
    url: WORKER_OPTIONS.url,
    ...ENCODER_OPTIONS,
  },
  async run(args) {
    const { positionals: paths } = args;
    const watched = args.text('watch');
    if ((paths.length === 0) === (watched === undefined))
      throw new InputError('usage', 'name pictures, or a folder with --watch', { how: 'curatornet add PICTURE...' });
    for (const name of ['id', 'title'])
      if (args.text(name) !== undefined && paths.length !== 1)
        throw new InputError('usage', `--${name} requires exactly one picture`, { how: 'omit it, or add one by one' });
    for (const path of paths)
      if (!existsSync(path)) throw new InputError('missing', 'not found', { where: path, how: 'name a picture' });
    const url = parseUrl(args.text('url'));
    const { addPictures, expectEncoder } = await import('../add/add.ts');
    const { Store } = await import('../add/store.ts');
    const store = new Store(url, await keyFor(url, 'SERVICE_KEY'));
    const embedder = await chooseEmbedder(args);
    await expectEncoder(store, embedder);
    if (watched !== undefined) {
      const { watchFolder } = await import('../add/watch.ts');
      const { untilEnded } = await import('@curatornet/infra/lifetime.ts');
      say(`watching ${watched}; Ctrl-C ends`);
      const seen = await watchFolder(store, embedder, watched, detailsOf(args), untilEnded(), (one) => say(line(one)));
      const { added, skipped } = sorted(seen);
      return { json: { added, skipped }, text: `added ${added.length} items; skipped ${skipped.length} files` };
    }
    const results: (Added | Skipped)[] = [];
    for await (const one of addPictures(store, embedder, paths, { id: args.text('id'), ...detailsOf(args) }))
      results.push(one);
    return summary(results);
  },
};

function detailsOf(args: Arguments): ItemDetails {
  const price = args.text('price');
  const tags = args.texts('tag');
  const details = {
    title: args.text('title'),
    artist: args.text('artist'),
    price: price === undefined ? undefined : Number(price),
    currency: args.text('currency'),
    tags: tags.length > 0 ? tags : undefined,
    unique: !args.flag('print'),
  };
  return Object.fromEntries(Object.entries(details).filter(([, value]) => value !== undefined));
}

const line = (one: Added | Skipped) =>
  'url' in one ? `added ${one.id}: ${one.url}` : `skipped ${one.path}: ${one.why}`;

const sorted = (results: readonly (Added | Skipped)[]) => ({
  added: results.filter((one) => 'url' in one),
  skipped: results.filter((one) => 'why' in one),
});

/** @throws InputError if no picture was added */
function summary(results: readonly (Added | Skipped)[]): CommandResult {
  const { added, skipped } = sorted(results);
  if (added.length === 0 && skipped.length > 0)
    throw new InputError('invalid', skipped.map(line).join('\n'), {
      how: 'name JPEG, PNG, WebP, GIF, TIFF or AVIF files',
    });
  return { json: { added, skipped }, text: results.map(line).join('\n') };
}
