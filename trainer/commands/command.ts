// What a command of the command line is, and the options that several of them share.
import { DEFAULT_PRESET, PRESETS } from '../config.ts';

export interface Option {
  type: 'string' | 'boolean';
  /** The word for its value in the help: DIR, FILE, N. */
  value?: string;
  about: string;
  required?: boolean;
  /** May be given several times. */
  multiple?: boolean;
}

/** What a command was called with: every option by its name, checked for being known and for being there. */
export interface Arguments {
  positionals: string[];
  text(name: string): string | undefined;
  /** Of an option that is required. */
  needed(name: string): string;
  texts(name: string): string[];
  flag(name: string): boolean;
}

/** What a command says in the end: a document for programs (--json) and lines for people. */
export interface Outcome {
  json: unknown;
  text: string;
}

export interface Command {
  about: string;
  /** Names of the positional arguments, all required. */
  positionals?: string[];
  options: Record<string, Option>;
  run(args: Arguments): Promise<Outcome>;
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
    about: `settings to start from: ${Object.keys(PRESETS).join(', ')}; ${DEFAULT_PRESET} by default`,
  },
  set: { type: 'string', value: 'KEY=VALUE', about: 'changes a setting; may be repeated', multiple: true },
  seed: { type: 'string', value: 'N', about: 'of every random choice, 1 by default' },
  backend: {
    type: 'string',
    value: 'NAME',
    about: 'auto, node-gpu, wasm, webgpu or cpu; auto never takes webgpu',
  },
  threads: { type: 'string', value: 'N', about: 'worker threads (default: one per core); results do not depend on it' },
  state: { type: 'string', value: 'DIR', about: 'where R2 and D1 of this machine lie, .wrangler/state by default' },
  key: { type: 'string', value: 'FILE', about: 'signs the bundle; curatornet keys makes one' },
  force: { type: 'boolean', about: 'replace a dataset that is there' },
} as const satisfies Record<string, Option>;

/** What the commands about a trained run have in common. */
export const RUN_OPTIONS = {
  run: OPTIONS.run,
  data: { ...OPTIONS.data, about: 'the dataset folder, by default the one of the run' },
  backend: OPTIONS.backend,
  threads: OPTIONS.threads,
} as const satisfies Record<string, Option>;
