// curatornet import: converts files in another format to a dataset folder. import-formats.ts lists the formats.
import { join } from 'node:path';
import { InputError } from '@curatornet/shared/errors.ts';
import { readCsv } from '../dataset/csv.ts';
import { EVENT_COLUMNS, EVENT_TABLE } from '../dataset/events.ts';
import { IMAGES } from '../pictures/find.ts';
import { type Arguments, type Command, OPTIONS, type Option } from './command.ts';
import { FORMATS } from './import-formats.ts';

/** The options of all formats, each prefixed with its format, because a command has one list of options. */
function merged(): Record<string, Option> {
  const options: Record<string, Option> = {};
  for (const [format, { options: own }] of Object.entries(FORMATS))
    for (const [name, { about, required, ...option }] of Object.entries(own)) {
      const line = `${format}: ${about}${required ? ' (required)' : ''}`;
      options[name] = { ...option, about: name in options ? `${options[name].about}\n${' '.repeat(24)}${line}` : line };
    }
  return options;
}

/** The first three events of a dataset, so that the user can see whether they were understood. */
async function firstEvents(path: string): Promise<string> {
  const lines: string[] = [];
  for await (const { fields } of readCsv(path, EVENT_TABLE)) {
    const values = EVENT_COLUMNS.flatMap((column) => (fields[column] ? [`${column} ${fields[column]}`] : []));
    lines.push(`  ${values.join(', ')}`);
    if (lines.length === 3) break;
  }
  return lines.join('\n');
}

/** Rejects unknown formats, options of another format, and missing required options. */
function check(args: Arguments): void {
  const [format] = args.positionals;
  if (!Object.hasOwn(FORMATS, format))
    throw new InputError('usage', `unknown format '${format}'`, {
      how: `the formats are: ${Object.entries(FORMATS)
        .map(([name, { about }]) => `${name} (${about})`)
        .join(', ')}`,
    });
  const { options } = FORMATS[format];
  const how = 'for the list of options: curatornet import --help';
  for (const name of Object.keys(merged()))
    if (!Object.hasOwn(options, name) && (args.flag(name) || args.text(name) !== undefined))
      throw new InputError('usage', `--${name} is not an option of the format ${format}`, { how });
  for (const [name, { required }] of Object.entries({ ...options, out: OUT }))
    if (required && args.text(name) === undefined) throw new InputError('usage', `--${name} is missing`, { how });
}

const next = (out: string) => `
it has no features yet: curatornet pictures --data ${out} loads the pictures that have addresses into ${join(out, IMAGES)}, and
curatornet embed --data ${out} computes the features of the pictures there`;

const OUT: Option = { type: 'string', value: 'DIR', about: 'the folder to create', required: true };

export const importCommand: Command = {
  about: `convert other files to a dataset folder; FORMAT is ${Object.keys(FORMATS).join(' or ')}`,
  positionals: ['FORMAT'],
  options: {
    ...merged(),
    // Checked in run() and not by the parser, so that an unknown format is reported first.
    out: { ...OUT, about: `${OUT.about} (required)`, required: false },
    name: { type: 'string', value: 'NAME', about: "the dataset's name" },
    force: OPTIONS.force,
  },
  async run(args) {
    check(args);
    const made = await FORMATS[args.positionals[0]].run(args, {
      out: args.needed('out'),
      name: args.text('name'),
      force: args.flag('force'),
    });
    const { counts, provenance } = made;
    const out = args.needed('out');
    const path = join(out, 'events.csv');
    const shown = FORMATS[args.positionals[0]].shown ? `\nthe first events:\n${await firstEvents(path)}` : '';
    const leftOut = /Left out: .*$/.exec(provenance)?.[0];
    return {
      json: made,
      text: `imported ${out}: ${counts.events.toLocaleString('en')} events by ${counts.users.toLocaleString('en')} users, ${counts.items.toLocaleString('en')} items${leftOut ? `\n${leftOut}` : ''}${shown}${'fingerprint' in made ? '' : next(out)}`,
    };
  },
};
