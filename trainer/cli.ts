// The command line: the list of commands in pipeline order, parsing of arguments, help and exit status.
//
// Exit status: 0 success; 1 internal error; 2 incorrect use, with a message that says what, where, and how to fix it.
import { type ParseArgsConfig, parseArgs } from 'node:util';
import { InputError } from '@curatornet/shared/errors.ts';
import type { Arguments, Command, Option } from './commands/command.ts';

/** Modules are loaded on demand, so that --help never loads tfjs. */
const COMMANDS: Record<string, () => Promise<Command>> = {
  start: async () => (await import('./commands/start.ts')).startCommand,
  simulate: async () => (await import('./commands/simulate.ts')).simulateCommand,
  import: async () => (await import('./commands/import.ts')).importCommand,
  pictures: async () => (await import('./commands/pictures.ts')).picturesCommand,
  embed: async () => (await import('./commands/embed.ts')).embedCommand,
  cluster: async () => (await import('./commands/cluster.ts')).clusterCommand,
  sample: async () => (await import('./commands/sample.ts')).sampleCommand,
  train: async () => (await import('./commands/train.ts')).trainCommand,
  evaluate: async () => (await import('./commands/evaluate.ts')).evaluateCommand,
  report: async () => (await import('./commands/report.ts')).reportCommand,
  export: async () => (await import('./commands/export.ts')).exportCommand,
  run: async () => (await import('./commands/run.ts')).runCommand,
  keys: async () => (await import('./commands/keys.ts')).keysCommand,
  deploy: async () => (await import('./commands/deploy.ts')).deployCommand,
  rollback: async () => (await import('./commands/rollback.ts')).rollbackCommand,
  models: async () => (await import('./commands/models.ts')).modelsCommand,
  push: async () => (await import('./commands/push.ts')).pushCommand,
  pull: async () => (await import('./commands/pull.ts')).pullCommand,
  recommend: async () => (await import('./commands/recommend.ts')).recommendCommand,
  add: async () => (await import('./commands/add.ts')).addCommand,
};

const ALWAYS: Record<string, Option> = {
  json: { type: 'boolean', about: 'print one JSON document on stdout and nothing else' },
  help: { type: 'boolean', about: 'print this help' },
};

async function overview(): Promise<string> {
  const lines = await Promise.all(
    Object.entries(COMMANDS).map(async ([name, load]) => `  ${name.padEnd(10)}${(await load()).about}`),
  );
  return `curatornet <command> [options]\n\n${lines.join('\n')}\n\nHelp for a command: curatornet <command> --help\n`;
}

/** Pads an option of the help; a longer one has its description on the next line. */
const column = (option: string) => (option.length < 22 ? option.padEnd(22) : `${option}\n${' '.repeat(24)}`);

function help(name: string, { about, positionals = [], rest = '', options }: Command): string {
  const lines = Object.entries({ ...options, ...ALWAYS }).map(
    ([key, { value, about, required }]) =>
      `  ${column(`--${key}${value ? ` ${value}` : ''}`)}${about}${required ? ' (required)' : ''}`,
  );
  const words = ['curatornet', name, ...positionals, rest, '[options]'].filter(Boolean);
  return `${about}\n\n  ${words.join(' ')}\n\n${lines.join('\n')}\n`;
}

/** Parses and checks the arguments of a command. */
function read(name: string, { positionals: names = [], rest, options }: Command, args: string[]): Arguments {
  const how = `for the list of options: curatornet ${name} --help`;
  const config = Object.entries({ ...options, ...ALWAYS }).map(([key, { type, multiple = false }]) => [
    key,
    { type, multiple },
  ]);
  let parsed: ReturnType<typeof parseArgs>;
  try {
    parsed = parseArgs({
      args,
      options: Object.fromEntries(config) as ParseArgsConfig['options'],
      allowPositionals: true,
    });
  } catch (error) {
    throw new InputError('usage', (error as Error).message.split('. ')[0], { how, cause: error });
  }
  const { values, positionals } = parsed;
  const text = (key: string) => values[key] as string | undefined;
  if (values.help !== true) {
    if (positionals.length > names.length && !rest)
      throw new InputError('usage', `unexpected argument '${positionals[names.length]}'`, { how });
    if (positionals.length < names.length)
      throw new InputError('usage', `${names[positionals.length]} is missing`, { how });
    for (const [key, { required }] of Object.entries(options))
      if (required && text(key) === undefined) throw new InputError('usage', `--${key} is missing`, { how });
  }
  return {
    positionals,
    text,
    needed: (key) => text(key)!,
    texts: (key) => (values[key] as string[] | undefined) ?? [],
    flag: (key) => values[key] === true,
  };
}

/** Writes to stdout and waits for the write: a pipe takes 64 KiB at a time, and the process exits right after. */
const print = (text: string) => new Promise<void>((resolve) => process.stdout.write(text, () => resolve()));

/** Runs the command line. @returns the exit status */
export async function main([name, ...rest]: string[]): Promise<number> {
  try {
    if (name === undefined || name === '--help' || name === 'help') {
      await print(await overview());
      return name === undefined ? 2 : 0;
    }
    if (!Object.hasOwn(COMMANDS, name))
      throw new InputError('usage', `unknown command '${name}'`, {
        how: `the commands are: ${Object.keys(COMMANDS).join(', ')}`,
      });
    const command = await COMMANDS[name]();
    const args = read(name, command, rest);
    if (args.flag('help')) {
      await print(help(name, command));
      return 0;
    }
    const { json, text } = await command.run(args);
    await print(args.flag('json') ? `${JSON.stringify(json, null, 2)}\n` : `${text}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof InputError)) {
      process.stderr.write(`Internal error (a bug, please report it):\n${(error as Error)?.stack ?? error}\n`);
      return 1;
    }
    process.stderr.write(`${error.message}\n${error.how ? `  ${error.how}\n` : ''}`);
    return 2;
  }
}

// tfjs and workerd leave open handles that would keep the process alive, so it exits explicitly.
if (import.meta.main) process.exit(await main(process.argv.slice(2)));
