// curatornet add: makes items of pictures, one by one or as they appear in a folder.
import { existsSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { untilEnded } from '@curatornet/infra/lifetime.ts';
import { InputError } from '@curatornet/shared/errors.ts';
import { type Added, addPictures, expectEncoder, type ItemDetails, idOf, type Skipped } from '../add/add.ts';
import { Store } from '../add/store.ts';
import { LOOK_MS, Watch } from '../add/watch.ts';
import { keyFor, parseUrl } from '../deploy/client.ts';
import type { Embedder } from '../embed/embedder.ts';
import { BrokenPicture, readPicture } from '../pictures/decode.ts';
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
    const store = new Store(url, await keyFor(url, 'SERVICE_KEY'));
    const embedder = await chooseEmbedder(args);
    await expectEncoder(store, embedder);
    if (watched !== undefined) return watchFolder(store, embedder, watched, detailsOf(args));
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

/** @throws InputError if no picture was added */
function summary(results: readonly (Added | Skipped)[]): CommandResult {
  const added = results.filter((one) => 'url' in one);
  const skipped = results.filter((one) => 'why' in one);
  if (added.length === 0 && skipped.length > 0)
    throw new InputError('invalid', skipped.map(line).join('\n'), {
      how: 'name JPEG, PNG, WebP, GIF, TIFF or AVIF files',
    });
  return { json: { added, skipped }, text: results.map(line).join('\n') };
}

/** Adds the pictures of a folder until the process has to end. Those that the store has already are passed over. */
async function watchFolder(
  store: Store,
  embedder: Embedder,
  folder: string,
  details: ItemDetails,
): Promise<CommandResult> {
  const watch = new Watch(folder);
  const results: (Added | Skipped)[] = [];
  let running = true;
  const ended = untilEnded().then(() => {
    running = false;
  });
  await watch.look();
  say(`watching ${folder}; Ctrl-C ends`);
  while (running) {
    await Promise.race([pause(LOOK_MS), ended]);
    const paths = running ? await watch.look() : [];
    const fresh: string[] = [];
    try {
      for (const path of paths) if (await isMissing(store, path)) fresh.push(path);
      for await (const one of addPictures(store, embedder, fresh, details)) {
        watch.done(one.path);
        results.push(one);
        say(line(one));
      }
      for (const path of paths) watch.done(path);
    } catch (error) {
      // The worker may be back at the next look.
      if (!(error instanceof InputError)) throw error;
      say(error.message);
    }
  }
  const added = results.filter((one) => 'url' in one);
  const skipped = results.filter((one) => 'why' in one);
  return { json: { added, skipped }, text: `added ${added.length} items; skipped ${skipped.length} files` };
}

/** Whether the store lacks the item of a picture. A broken one is not known there; addPictures says why. */
async function isMissing(store: Store, path: string): Promise<boolean> {
  try {
    const { digest } = await readPicture(path);
    return (await store.digestOf(idOf(path, digest))) !== digest;
  } catch (error) {
    if (error instanceof BrokenPicture) return true;
    throw error;
  }
}
