// The interface of a command, and the options that several commands share.
import { DEFAULT_PRESET, PRESETS } from '../config.ts';

export interface Option {
  type: 'string' | 'boolean';
  /** Placeholder for its value in the help: DIR, FILE, N. */
  value?: string;
  about: string;
  required?: boolean;
  /** The option may be given several times. */
  multiple?: boolean;
}

/** The parsed arguments of a command. Unknown and missing options have been rejected. */
export interface Arguments {
  positionals: string[];
  text(name: string): string | undefined;
  /** The value of a required option. */
  needed(name: string): string;
  texts(name: string): string[];
  flag(name: string): boolean;
}

/** The result of a command: a document for programs (--json) and text for people. */
export interface CommandResult {
  json: unknown;
  text: string;
}

export interface Command {
  about: string;
  /** Names of the positional arguments; all are required. */
  positionals?: string[];
  /** The name of any number of further arguments. */
  rest?: string;
  options: Record<string, Option>;
  run(args: Arguments): Promise<CommandResult>;
}

export const OPTIONS = {
  data: { type: 'string', value: 'DIR', about: 'the dataset folder' },
  run: {
    type: 'string',
    value: 'DIR',
    about: 'the run folder: settings, checkpoint, evaluation, bundle',
    required: true,
  },
  preset: {
    type: 'string',
    value: 'NAME',
    about: `settings to start from: ${Object.keys(PRESETS).join(', ')} (default ${DEFAULT_PRESET})`,
  },
  set: { type: 'string', value: 'KEY=VALUE', about: 'change a setting; may be repeated', multiple: true },
  seed: { type: 'string', value: 'N', about: 'random seed (default 1)' },
  backend: {
    type: 'string',
    value: 'NAME',
    about: 'auto, node-gpu, wasm, webgpu or cpu; auto never selects webgpu',
  },
  threads: { type: 'string', value: 'N', about: 'worker threads (default: one per core); results do not depend on it' },
  state: { type: 'string', value: 'DIR', about: 'folder of the local R2 and D1 data (default .wrangler/state)' },
  key: { type: 'string', value: 'FILE', about: 'private key to sign the bundle with; create one with curatornet keys' },
  force: { type: 'boolean', about: 'replace an existing dataset' },
} as const satisfies Record<string, Option>;

/** Options of all commands about a trained run. */
export const RUN_OPTIONS = {
  run: OPTIONS.run,
  data: { ...OPTIONS.data, about: "the dataset folder (default: the run's)" },
  backend: OPTIONS.backend,
  threads: OPTIONS.threads,
} as const satisfies Record<string, Option>;
