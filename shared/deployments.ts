// The schemas of the API for models and deployments, which a deploy key opens. Like api.ts, the worker, the command line
// and /openapi.json use them.
import { z } from 'zod';
import { BUNDLE_FILES, EVALUATED_FILES, MANIFEST, PARTED_FILES, SALES } from './bundle.ts';
import { text } from './limits.ts';

const version = z
  .string()
  .regex(/^[0-9a-f]{16}$/, 'must be a version: 16 hexadecimal digits')
  .meta({ description: 'A version of the model: a digest of its files.', example: '2c28e1f8b4ba382f' });

/** The names of all files that a bundle may have, including the manifest; further parts have numbers from 2 on. */
const single = [MANIFEST, SALES, ...Object.values(BUNDLE_FILES), ...Object.values(EVALUATED_FILES)];
const parted = PARTED_FILES.map((name) => name.replace('.', '-([2-9]|[1-9]\\d{1,3})\\.'));
export const fileName = z
  .string()
  .regex(
    new RegExp(`^(${[...single.map((name) => name.replace('.', '\\.')), ...parted].join('|')})$`),
    `must be ${single.join(', ')}, or a further part such as items-2.json`,
  );

/** The path parameters of `/v1/models/{version}/...` and `/v1/models/{version}/files/{name}`. */
export const versionPath = z.strictObject({ version });
export const filePath = z.strictObject({ version, name: fileName.meta({ example: MANIFEST }) });

/** A share of the visitors, in percent. */
const percent = z.number().gt(0).max(100);

/** Who makes a change and why, for the deployment history. */
const reason = {
  who: text(0, 128).default('').meta({ description: 'Who, for the deployment history.', example: 'ann@build' }),
  why: text(0, 1000).default('').meta({ description: 'Why, for the deployment history.', example: 'weekly training' }),
};
/** The revision that a switch is decided on. If another switch came in between, the worker refuses it. */
const basis = {
  revision: z.int().min(0).meta({
    description:
      'The revision that `GET /v1/models` returned. If the deployments have another revision by now, nothing changes.',
    example: 12,
  }),
  ...reason,
};
export const switchBody = z.strictObject(basis);
export const rollbackBody = z.strictObject({
  undo: version.meta({
    description: 'The version to undo: the candidate of the running canary, or else the champion.',
  }),
  ...basis,
});
export const smokeBody = z.strictObject({
  ...reason,
  forced: text(1, 1000).optional().meta({ description: 'Why the version is deployed although the gate refused it.' }),
});
export const canaryBody = z.strictObject({
  percent: percent.meta({ description: 'The share of visitors that the version serves.', example: 10 }),
  ...basis,
});

/** An entry of the deployment history: a switch, or a note. */
export const deploymentEntry = z.object({
  seq: z.int(),
  version: z.string().meta({
    description:
      'Of a switch: the champion from then on. Of a note (`deploy`, `forced`): the version that it is about.',
  }),
  at: z.int().meta({ description: 'Seconds since 1970.' }),
  kind: z.enum(['deploy', 'forced', 'canary', 'promote', 'rollback', 'stop']),
  candidate: z.string().nullable(),
  percent: z.number(),
  who: z.string(),
  why: z.string(),
  basis: z.int().nullable().meta({
    description: 'Of a switch: the revision that it was decided on. Null in a note, or if unknown.',
  }),
});
export type DeploymentEntry = z.infer<typeof deploymentEntry>;

/** The current deployment, the uploaded versions and the deployment history. */
export const modelsResponse = z.object({
  revision: z.int().meta({
    description: 'The `seq` of the last switch, 0 before the first. Every switch must name the current revision.',
  }),
  champion: z
    .string()
    .nullable()
    .meta({ description: 'The version that serves all visitors that the candidate does not.' }),
  candidate: z.string().nullable(),
  percent: z.number().meta({ description: 'The share of visitors that the candidate serves.' }),
  previous: z.string().nullable().meta({ description: 'The version that a rollback returns to.' }),
  unsigned: z.boolean().meta({ description: 'Whether the worker serves unsigned models. Not for production.' }),
  keys: z.array(z.string()).meta({ description: 'The ids of the trusted public keys.' }),
  versions: z
    .array(
      z.object({
        version: z.string(),
        bytes: z.int(),
        files: z.array(z.string()).meta({ description: 'The files that R2 has.' }),
        uploadedAt: z.int().meta({ description: 'Seconds since 1970.' }),
      }),
    )
    .meta({ description: 'The bundles in R2, latest first.' }),
  history: z.array(deploymentEntry).meta({ description: 'The deployment history, latest first.' }),
});
export type ModelsResponse = z.infer<typeof modelsResponse>;

/** The result of a switch. */
export const switchResponse = modelsResponse.extend({
  summary: z.string().meta({
    description: 'The current deployment, in words.',
    example: 'version 90c1d5b2a1f3e477 serves all visitors; 2c28e1f8b4ba382f was undone',
  }),
});
export type SwitchResponse = z.infer<typeof switchResponse>;

export const fileResponse = z.object({ name: z.string(), bytes: z.int(), sha256: z.string() });
export type FileResponse = z.infer<typeof fileResponse>;

export const smokeResponse = z.object({
  version: z.string(),
  items: z.int(),
  probes: z.int().meta({ description: 'The number of test histories whose results match those of the trainer.' }),
  milliseconds: z.number(),
});
export type SmokeResponse = z.infer<typeof smokeResponse>;

const rate = z.object({
  count: z.int().meta({ description: 'The number of visitors who did so after seeing a rail, each counted once.' }),
  rate: z.number().nullable().meta({ description: 'As a share of the answers; null if there were none.' }),
  interval: z.tuple([z.number(), z.number()]).meta({ description: "The 95% interval, by Wilson's score method." }),
});
const side = z.object({
  version: z.string(),
  answers: z.int(),
  rails: z.int(),
  errors: z.int(),
  meanMs: z.number().nullable().meta({
    description:
      'The mean time that an answer waited for storage, in milliseconds. It covers the kinds of answers that both versions gave, in equal proportions. It excludes computing time: the clock of a deployed worker stands still while it computes.',
  }),
  computingMs: z.number().nullable().meta({
    description:
      'The mean time that an answer took to compute, in milliseconds, over a sample of one in fifty answers, in equal proportions of kinds; null before both versions have samples.',
  }),
  clicks: rate,
  purchases: rate,
});
export const metricsResponse = z.object({
  since: z
    .int()
    .nullable()
    .meta({ description: 'The start of the canary in seconds since 1970; null if there was none.' }),
  candidate: side,
  champion: side.nullable(),
});
export type MetricsResponse = z.infer<typeof metricsResponse>;
export type Side = z.infer<typeof side>;
