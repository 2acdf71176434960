// How far a push of a file has come, in a small file beside it, so that the same command goes on where an earlier one stopped.
import { rm, stat } from 'node:fs/promises';
import { InputError } from '@curatornet/shared/errors.ts';
import { z } from 'zod';
import { writeFileAtomically } from '../files.ts';
import { readJsonFile } from '../json-file.ts';

const stateSchema = z.object({
  /** The worker, and the sizes and times of the files that are pushed. */
  what: z.string(),
  /** The records that are stored. */
  records: z.int().nonnegative(),
  /** The sums of the answers' counts. */
  counts: z.record(z.string(), z.number()),
});
export type PushState = Pick<z.infer<typeof stateSchema>, 'records' | 'counts'>;

export class ResumeFile {
  readonly #path: string;
  readonly #what: string;

  private constructor(path: string, what: string) {
    this.#path = path;
    this.#what = what;
  }

  /** @param files the pushed file, and those that belong to it @throws InputError `missing` */
  static async of(url: string, files: readonly string[]): Promise<ResumeFile> {
    const signs = files.map(async (path) => {
      const { size, mtimeMs } = await stat(path).catch((cause) => {
        throw new InputError('missing', 'cannot be read', { where: path, how: 'name a readable file', cause });
      });
      return `${size} bytes of ${mtimeMs}`;
    });
    return new ResumeFile(`${files[0]}.push.json`, [url, ...(await Promise.all(signs))].join(', '));
  }

  /** How far the same push came; nothing of another worker or another version of the files. */
  async read(): Promise<PushState> {
    const state = await readJsonFile(this.#path, stateSchema, 'remove it').catch((error: InputError) => {
      if (error.code === 'missing') return undefined;
      throw error;
    });
    return state?.what === this.#what ? state : { records: 0, counts: {} };
  }

  write({ records, counts }: PushState): Promise<void> {
    return writeFileAtomically(this.#path, `${JSON.stringify({ what: this.#what, records, counts })}\n`);
  }

  remove(): Promise<void> {
    return rm(this.#path, { force: true });
  }
}
