// curatornet pictures: loads the pictures of a dataset's items from their addresses, for embed.
import { join } from 'node:path';
import { InputError } from '@curatornet/shared/errors.ts';
import { IMAGES } from '../pictures/find.ts';
import { say } from '../progress.ts';
import { type Command, OPTIONS } from './command.ts';

/** The most failures listed on stderr; --json lists all. */
const NAMED = 20;

export const picturesCommand: Command = {
  about: 'load the pictures of items from their addresses; run again, it loads those that are missing',
  options: {
    data: { ...OPTIONS.data, about: 'a folder with items.csv, whose column image has addresses', required: true },
  },
  async run(args) {
    const data = args.needed('data');
    const { downloadPictures } = await import('../pictures/download.ts');
    const done = await downloadPictures(data);
    const { loaded, bytes, present, without, failed } = done;
    for (const { id, why } of failed.slice(0, NAMED)) say(`pictures  failed ${id}: ${why}`);
    if (failed.length > NAMED) say(`pictures  and ${failed.length - NAMED} more; --json lists all`);
    if (loaded + present === 0)
      throw new InputError('missing', 'no item has a picture, and none could be loaded', {
        where: join(data, 'items.csv'),
        how: 'correct the addresses in the column image, or put the pictures into the folder images yourself',
      });
    const count = (n: number) => n.toLocaleString('en');
    const parts = [
      `${count(loaded)} loaded, ${(bytes / 1e6).toFixed(1)} MB`,
      ...(present > 0 ? [`${count(present)} were there`] : []),
      ...(failed.length > 0 ? [`${count(failed.length)} failed: run the command again to try these again`] : []),
      ...(without > 0 ? [`${count(without)} items have no address`] : []),
    ];
    return { json: done, text: `pictures in ${join(data, IMAGES)}: ${parts.join('; ')}` };
  },
};
