// curatornet push: sends many items and events to a worker.
import { InputError } from '@curatornet/shared/errors.ts';
import { keyFor, parseUrl } from '../deploy/client.ts';
import { type PushedFile, push } from '../push/push.ts';
import type { Command } from './command.ts';
import { WORKER_OPTIONS } from './worker.ts';

export const pushCommand: Command = {
  about: 'send many items and events to a worker; run again, it resumes',
  options: {
    items: { type: 'string', value: 'FILE', about: 'CSV: id, and any of artist, title, image, price, ...' },
    events: { type: 'string', value: 'FILE', about: 'CSV: user, item, and any of id, at, kind' },
    features: { type: 'string', value: 'FILE', about: '.npy, one row per item of --items' },
    server: WORKER_OPTIONS.url,
  },
  async run(args) {
    const [items, events, features] = ['items', 'events', 'features'].map((name) => args.text(name));
    if (items === undefined && events === undefined)
      throw new InputError('usage', 'nothing to push', { how: 'give --items FILE, --events FILE, or both' });
    if (features !== undefined && items === undefined)
      throw new InputError('usage', '--features is given without --items', { how: 'add --items FILE' });
    const url = parseUrl(args.text('server'), 'server');
    const pushed = await push({ url, key: await keyFor(url, 'SERVICE_KEY'), items, events, features });
    const lines = Object.entries(pushed).map(([what, file]) => summary(what, file));
    const refused = Object.values(pushed).reduce((sum, file) => sum + file.refused, 0);
    if (refused > 0) {
      const first = Object.values(pushed).flatMap((file) => file.firstRefused);
      throw new InputError('invalid', `${lines.join('\n')}\n${refused} lines were refused, all others are stored:`, {
        how: first.join('\n  '),
      });
    }
    return { json: pushed, text: lines.join('\n') };
  },
};

function summary(what: string, { records, resumed, refused, counts }: PushedFile): string {
  // The outcome `recorded` says little beside the number of new events.
  const shown = Object.entries(counts).filter(([name, count]) => count > 0 && name !== 'outcome recorded');
  const parts = shown.map(([name, count]) => `${count.toLocaleString('en')} ${name.replace('outcome ', '')}`);
  const before = resumed > 0 ? ` (${resumed.toLocaleString('en')} of them before)` : '';
  const wrong = refused > 0 ? `; ${refused.toLocaleString('en')} refused` : '';
  return `pushed ${records.toLocaleString('en')} ${what}${before}: ${parts.join(', ')}${wrong}`;
}
