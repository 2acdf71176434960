// Generates the OpenAPI 3.1 document from the operations. OpenAPI 3.1 uses JSON Schema, which zod generates.
import * as api from '@curatornet/shared/api.ts';
import * as attribution from '@curatornet/shared/api-attribution.ts';
import * as experiments from '@curatornet/shared/api-experiments.ts';
import * as pictures from '@curatornet/shared/api-pictures.ts';
import * as rails from '@curatornet/shared/api-rails.ts';
import * as configs from '@curatornet/shared/api-rails-config.ts';
import * as users from '@curatornet/shared/api-users.ts';
import * as models from '@curatornet/shared/deployments.ts';
import { PROBLEMS, type Problem, type ProblemCode, problem, problemType } from '@curatornet/shared/problems.ts';
import * as config from '@curatornet/shared/rails-config.ts';
import { z } from 'zod';
import type { Policy } from '../http/access.ts';
import { NDJSON } from '../http/lines.ts';
import type { Operation } from './operation.ts';

const SECURITY: Record<string, { for: Policy[]; scheme: object }> = {
  storefrontKey: {
    for: ['storefront', 'shopper'],
    scheme: {
      type: 'http',
      scheme: 'bearer',
      description: 'For pages and apps: a public key that gives no access to user data.',
    },
  },
  userToken: {
    for: ['user', 'shopper'],
    scheme: {
      type: 'http',
      scheme: 'bearer',
      bearerFormat: 'JWT',
      description:
        'Signed with HS256, with `sub`, the user that the request is about, and `exp`. `nbf` and `iat` may be up to a minute in the future.',
    },
  },
  serviceKey: {
    for: ['storefront', 'shopper', 'user', 'service'],
    scheme: { type: 'http', scheme: 'bearer', description: "For the store's own servers." },
  },
  deployKey: {
    for: ['deploy'],
    scheme: { type: 'http', scheme: 'bearer', description: 'For deploying models and exporting training data.' },
  },
};

/** Parts of the rails config, which are the same in requests and in answers. */
const PARTS = {
  RailEntry: config.railEntry,
  Rule: config.rule,
  Variant: config.variant,
  ItemFilter: config.itemFilter,
};

/** Schemas of answers with a name in the document, so that generated clients have types with these names. */
const NAMED = {
  ...PARTS,
  RailsConfig: config.railsConfig,
  Experiment: config.experiment,
  ConfigResponse: configs.configResponse,
  PreviewResponse: configs.previewResponse,
  ExperimentResponse: experiments.experimentResponse,
  ExperimentsResponse: experiments.experimentsResponse,
  ConsentResponse: users.consentResponse,
  Rail: rails.rail,
  RailItem: rails.railItem,
  RailsResponse: rails.railsResponse,
  SimilarResponse: rails.similarResponse,
  SimilarToResponse: rails.similarToResponse,
  EventsResponse: api.eventsResponse,
  BulkEventsResponse: api.bulkEventsResponse,
  BulkItemsResponse: api.bulkItemsResponse,
  ItemResponse: api.itemResponse,
  EncoderResponse: pictures.encoderResponse,
  PictureResponse: pictures.pictureResponse,
  PicturesResponse: pictures.picturesResponse,
  UserResponse: users.userResponse,
  ErasedResponse: users.erasedResponse,
  OrphansResponse: users.orphansResponse,
  OrphanResponse: users.orphanResponse,
  AttributionResponse: attribution.attributionResponse,
  HealthResponse: api.healthResponse,
  Problem: problem,
  ModelsResponse: models.modelsResponse,
  ModelMetricsResponse: models.metricsResponse,
  SwitchResponse: models.switchResponse,
};

/** The same of requests, in which what has a default may be left out. */
const NAMED_IN_REQUESTS = {
  ...PARTS,
  NewRailsConfig: config.railsConfig,
  NewExperiment: config.experiment,
  ConfigBody: configs.configBody,
  PreviewBody: configs.previewBody,
};

/** The OpenAPI document. */
export function describe(operations: readonly Operation[]): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const operation of operations) {
    paths[operation.path] ??= {};
    paths[operation.path][operation.method] = describeOne(operation);
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'CuratorNet at the edge',
      version: '1',
      description: 'Personalised rails for a store of one-of-a-kind pictures. Errors are problem documents (RFC 9457).',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [{ url: '/' }],
    paths,
    components: {
      schemas: { ...componentsOf(NAMED_IN_REQUESTS, 'input'), ...componentsOf(NAMED, 'output') },
      securitySchemes: Object.fromEntries(Object.entries(SECURITY).map(([name, { scheme }]) => [name, scheme])),
    },
  };
}

function componentsOf(named: Record<string, z.ZodType>, io: 'input' | 'output'): Record<string, object> {
  const registry = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(named)) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, { io, uri: (id) => `#/components/schemas/${id}` });
  return Object.fromEntries(Object.entries(schemas).map(([id, schema]) => [id, bare(schema)]));
}

function describeOne(operation: Operation): object {
  const { method, path, policy, summary, params, query, body, lines, upload, answer, problems, example } = operation;
  const { status = 200, media = 'application/json' } = operation;
  const security = Object.entries(SECURITY).filter(([, { for: policies }]) => policies.includes(policy));
  return {
    operationId: `${method}${path.replaceAll(/\W+(\w?)/g, (_, letter: string) => letter.toUpperCase())}`,
    summary,
    security: security.map(([name]) => ({ [name]: [] })),
    parameters: [...parameters('path', params), ...parameters('query', query)],
    requestBody: (body ?? lines ?? upload) && { required: true, content: bodyContent(operation) },
    responses: {
      [status]: {
        description: status === 200 ? 'OK' : 'Accepted',
        headers: { 'X-Request-Id': { schema: { type: 'string' }, description: 'The id of the request in the log.' } },
        content: content(media, schemaOf(answer, 'output'), { example: example.answer }),
      },
      ...refusals([...problems, ...implied(operation)]),
    },
  };
}

function bodyContent({ body, lines, upload, example }: Operation): object {
  if (body) return content('application/json', schemaOf(body, 'input'), { example: example.body });
  if (!lines) return content(upload!, { type: 'string', format: 'binary' }, {});
  // OpenAPI 3.1 has no schema for a member of a stream: this is that of a line.
  const line = { type: 'string', contentMediaType: NDJSON, contentSchema: schemaOf(lines, 'input') };
  return content(NDJSON, line, { example: example.body });
}

const PROBLEMS_OF_POLICY: Record<Policy, readonly ProblemCode[]> = {
  anyone: ['too-many-requests'],
  storefront: ['unauthorized', 'too-many-requests'],
  shopper: ['unauthorized', 'forbidden', 'too-many-requests'],
  user: ['unauthorized', 'forbidden', 'too-many-requests'],
  // Requests with wrong keys are rate-limited.
  service: ['unauthorized', 'too-many-requests'],
  deploy: ['unauthorized', 'too-many-requests'],
};

/** The problems that parsing, access control and the server raise. */
function implied({ policy, params, query, body, lines }: Operation): ProblemCode[] {
  return [
    ...(params || query ? (['invalid-request'] as const) : []),
    ...(lines ? (['body-too-large', 'unsupported-media-type'] as const) : []),
    ...(body ? (['invalid-request', 'malformed-json', 'body-too-large', 'unsupported-media-type'] as const) : []),
    ...PROBLEMS_OF_POLICY[policy],
    'internal-error',
  ];
}

const content = (type: string, schema: object, more: object) => ({ [type]: { schema, ...more } });

function schemaOf(schema: z.ZodType, io: 'input' | 'output'): object {
  const names = io === 'input' ? NAMED_IN_REQUESTS : NAMED;
  const named = Object.entries(names).find(([, one]) => one === schema);
  return named ? { $ref: `#/components/schemas/${named[0]}` } : bare(z.toJSONSchema(schema, { io }));
}

/** A schema inside a document omits its dialect and id. */
const bare = ({ $schema, $id, ...schema }: Record<string, unknown>): object => sized(schema) as object;

/** Adds `int64` to integers beyond 32 bits: without it, generators for Kotlin and Java take 32. */
function sized(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(sized);
  if (typeof schema !== 'object' || schema === null) return schema;
  const parts = Object.fromEntries(Object.entries(schema).map(([name, part]) => [name, sized(part)]));
  const { type, maximum } = parts as { type?: unknown; maximum?: unknown };
  return type === 'integer' && Number(maximum) > 0x7fffffff ? { ...parts, format: 'int64' } : parts;
}

/** Parameters with their parsed types: a number in a query is described as a number, not as text. */
function parameters(where: 'path' | 'query', shape: z.ZodObject | undefined): object[] {
  if (!shape) return [];
  const { properties = {} } = z.toJSONSchema(shape, { io: 'output' });
  const { required = [] } = z.toJSONSchema(shape, { io: 'input' });
  return Object.entries(properties).map(([name, schema]) => {
    const { description, example, ...rest } = sized(schema) as Record<string, unknown>;
    return { name, in: where, required: required.includes(name), description, example, schema: rest };
  });
}

/** Problems with the same status share a response; each has an example. */
function refusals(codes: readonly ProblemCode[]): Record<string, object> {
  const byStatus = Object.groupBy([...new Set(codes)], (code) => PROBLEMS[code].status);
  return Object.fromEntries(
    Object.entries(byStatus).map(([status, codes]) => [
      status,
      {
        description: codes!.map((code) => PROBLEMS[code].title).join('; '),
        content: content(
          'application/problem+json',
          { $ref: '#/components/schemas/Problem' },
          { examples: Object.fromEntries(codes!.map((code) => [code, { value: exampleOf(code) }])) },
        ),
      },
    ]),
  );
}

function exampleOf(code: ProblemCode): Problem {
  const { status, title } = PROBLEMS[code];
  return { type: problemType(code), title, status };
}
