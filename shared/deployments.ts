// The part of the API that is about models: what a deploy key opens. Like api.ts, the one source for worker, command line
// and description.
import { z } from 'zod';
import { BUNDLE_FILES, EVALUATED_FILES, MANIFEST } from './bundle.ts';
import { text } from './limits.ts';

const version = z
  .string()
  .regex(/^[0-9a-f]{16}$/, 'not a version: 16 hexadecimal digits')
  .meta({ description: 'A version of the model: the digest of its files.', example: '2c28e1f8b4ba382f' });

/** The files of a bundle, the manifest among them. */
export const FILE_NAMES = [MANIFEST, ...Object.values(BUNDLE_FILES), ...Object.values(EVALUATED_FILES)] as [
  string,
  ...string[],
];
export const fileName = z.enum(FILE_NAMES);

/** The `{version}` of `/v1/models/{version}/...`, and with a file's name. */
export const versionPath = z.strictObject({ version });
export const filePath = z.strictObject({ version, name: fileName.meta({ example: MANIFEST }) });

/** A share of the visitors, in percent. */
const percent = z.number().gt(0).max(100);

/** Who does it and why, for the history. */
const because = {
  who: text(0, 128).default('').meta({ description: 'Who does it, for the history.', example: 'ann@build' }),
  why: text(0, 1000).default('').meta({ description: 'Why, for the history.', example: 'weekly training' }),
};
export const becauseBody = z.strictObject(because);
export const smokeBody = z.strictObject({
  ...because,
  forced: text(1, 1000).optional().meta({ description: 'Why it is deployed although the gate refused it.' }),
});
export const canaryBody = z.strictObject({
  percent: percent.meta({ description: 'The share of visitors whom it answers.', example: 10 }),
  ...because,
});

/** One act of a model's life. */
export const act = z.object({
  seq: z.int(),
  version: z.string().meta({ description: 'In force from then on; in a note the version that it is about.' }),
  at: z.int().meta({ description: 'Seconds since 1970.' }),
  kind: z.enum(['deploy', 'forced', 'canary', 'promote', 'rollback', 'stop']),
  candidate: z.string().nullable(),
  percent: z.number(),
  who: z.string(),
  why: z.string(),
});
export type Act = z.infer<typeof act>;

/** What is in force, and what happened. */
export const lifeResponse = z.object({
  champion: z.string().nullable().meta({ description: 'Answers everybody whom the candidate does not.' }),
  candidate: z.string().nullable(),
  percent: z.number().meta({ description: 'The share of visitors whom the candidate answers.' }),
  previous: z.string().nullable().meta({ description: 'Where a rollback goes back to.' }),
  unsigned: z.boolean().meta({ description: 'Whether unsigned models are served here: not for production.' }),
  keys: z.array(z.string()).meta({ description: 'Names of the public keys whose signatures count.' }),
  versions: z
    .array(
      z.object({
        version: z.string(),
        bytes: z.int(),
        files: z.array(z.string()).meta({ description: 'Those that are there.' }),
        uploadedAt: z.int().meta({ description: 'Seconds since 1970.' }),
      }),
    )
    .meta({ description: 'Bundles in R2, the latest first.' }),
  history: z.array(act).meta({ description: 'The latest first.' }),
});
export type LifeResponse = z.infer<typeof lifeResponse>;

export const fileResponse = z.object({ name: z.string(), bytes: z.int(), sha256: z.string() });
export type FileResponse = z.infer<typeof fileResponse>;

export const smokeResponse = z.object({
  version: z.string(),
  items: z.int(),
  probes: z.int().meta({ description: 'Histories that came to what the trainer computed.' }),
  milliseconds: z.number(),
});
export type SmokeResponse = z.infer<typeof smokeResponse>;

const rate = z.object({
  count: z.int(),
  rate: z.number().nullable().meta({ description: 'Of the rails that were served; null where none were.' }),
  interval: z.tuple([z.number(), z.number()]).meta({ description: "95%, Wilson's score interval." }),
});
const side = z.object({
  version: z.string(),
  answers: z.int(),
  rails: z.int(),
  errors: z.int(),
  /** Milliseconds. */
  meanMs: z.number().nullable(),
  clicks: rate,
  purchases: rate,
});
export const metricsResponse = z.object({
  since: z
    .int()
    .nullable()
    .meta({ description: 'When the canary began: seconds since 1970; null where there was none.' }),
  candidate: side,
  champion: side.nullable(),
});
export type MetricsResponse = z.infer<typeof metricsResponse>;
export type Side = z.infer<typeof side>;

/** What an event names that follows from a rail: the deployment, the version that ranked, and which rail it was. */
export const railRef = (seq: number, version: string, rail: string): string => `${seq}.${version}.${rail}`;
