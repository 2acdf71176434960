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
/** What an act on the deployments builds on: where another one came in between, it is refused. */
const basis = {
  revision: z.int().min(0).meta({
    description: 'The revision that `GET /v1/models` told: where another one is in force by now, nothing is done.',
    example: 12,
  }),
  ...because,
};
export const switchBody = z.strictObject(basis);
export const rollbackBody = z.strictObject({
  undo: version.meta({ description: 'What is undone: the candidate of the canary that runs, or else the champion.' }),
  ...basis,
});
export const smokeBody = z.strictObject({
  ...because,
  forced: text(1, 1000).optional().meta({ description: 'Why it is deployed although the gate refused it.' }),
});
export const canaryBody = z.strictObject({
  percent: percent.meta({ description: 'The share of visitors whom it answers.', example: 10 }),
  ...basis,
});

/** One act of a model's life. */
export const deploymentEntry = z.object({
  seq: z.int(),
  version: z.string().meta({ description: 'In force from then on; in a note the version that it is about.' }),
  at: z.int().meta({ description: 'Seconds since 1970.' }),
  kind: z.enum(['deploy', 'forced', 'canary', 'promote', 'rollback', 'stop']),
  candidate: z.string().nullable(),
  percent: z.number(),
  who: z.string(),
  why: z.string(),
  basis: z.int().nullable().meta({
    description: 'Of a switch, the revision that it was decided on; null in a note, and where it is not known.',
  }),
});
export type DeploymentEntry = z.infer<typeof deploymentEntry>;

/** What is in force, and what happened. */
export const modelsResponse = z.object({
  revision: z.int().meta({
    description: 'Which switch is in force: the `seq` of the last one, 0 before the first. Every act names it.',
  }),
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
  history: z.array(deploymentEntry).meta({ description: 'The latest first.' }),
});
export type ModelsResponse = z.infer<typeof modelsResponse>;

/** What an act came to. */
export const switchResponse = modelsResponse.extend({
  summary: z.string().meta({
    description: 'What is in force now, in words.',
    example: 'version 90c1d5b2a1f3e477 answers everybody; 2c28e1f8b4ba382f was undone',
  }),
});
export type SwitchResponse = z.infer<typeof switchResponse>;

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
  count: z.int().meta({ description: 'Visitors who did so, each counted once, after a rail that they were given.' }),
  rate: z.number().nullable().meta({ description: 'Of the answers; null where there were none.' }),
  interval: z.tuple([z.number(), z.number()]).meta({ description: "95%, Wilson's score interval." }),
});
const side = z.object({
  version: z.string(),
  answers: z.int(),
  rails: z.int(),
  errors: z.int(),
  meanMs: z.number().nullable().meta({
    description:
      'Milliseconds that an answer waited for storage, over the kinds of answers that both versions gave, in the same proportions. Computing takes no time by the clock of a deployed worker.',
  }),
  computingMs: z.number().nullable().meta({
    description:
      'Milliseconds that an answer took to compute, over a sample of one in fifty, the kinds in the same proportions; null before there are samples of both versions.',
  }),
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
