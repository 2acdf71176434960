// Client of the admin API, for deploy, rollback, models and pull, against a local worker or one on Cloudflare. All calls
// are idempotent, so temporary failures are retried.
import { type HealthResponse, healthResponse } from '@curatornet/shared/api.ts';
import {
  type FileResponse,
  fileResponse,
  type MetricsResponse,
  type ModelsResponse,
  metricsResponse,
  modelsResponse,
  type SmokeResponse,
  type SwitchResponse,
  smokeResponse,
  switchResponse,
} from '@curatornet/shared/deployments.ts';
import { InputError } from '@curatornet/shared/errors.ts';
import { problem, wordsOf } from '@curatornet/shared/problems.ts';
import type { z } from 'zod';
import { KEYS_FILE, type Keys, localKeys } from '../../infra/keys.ts';

export const LOCAL_URL = 'http://127.0.0.1:8787';
const TRIES = 4;
const PAUSE_MS = 500;
const DEADLINE_MS = 120_000;

/** Who changes the deployment and why, for the deployment history. */
export interface Because {
  who: string;
  why: string;
}

/** The revision that a change is based on, which makes retries idempotent. */
export interface Basis extends Because {
  revision: number;
}

export const isLocal = (url: string): boolean => ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname);

/**
 * The key for a worker: CURATORNET_DEPLOY_KEY or CURATORNET_SERVICE_KEY from the environment; for a local worker else from
 * .dev.vars.
 * @throws InputError `missing`
 */
export async function keyFor(url: string, name: 'DEPLOY_KEY' | 'SERVICE_KEY'): Promise<string> {
  const given = process.env[`CURATORNET_${name}`];
  if (given) return given;
  if (!isLocal(url))
    throw new InputError('missing', `no key for ${new URL(url).origin}`, {
      how: `set CURATORNET_${name} in the environment`,
    });
  return ((await localKeys()) as Keys)[name];
}

/** @param option the name of its option @throws InputError `usage` if it is not the URL of a worker */
export function parseUrl(text: string = LOCAL_URL, option = 'url'): string {
  const how = `for example ${LOCAL_URL} or https://curatornet.example.workers.dev`;
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol))
    throw new InputError('usage', `--${option} ${text} is not a URL`, { how });
  const url = new URL(text);
  // Without encryption, others on the network could read the key.
  if (url.protocol === 'http:' && !isLocal(text))
    throw new InputError('usage', `--${option} ${text} is not encrypted: use https`, { how });
  return url.origin;
}

export class Admin {
  readonly url: string;
  readonly #key: string;
  constructor(url: string, key: string) {
    this.url = url;
    this.#key = key;
  }

  life = (): Promise<ModelsResponse> => this.#json('GET', '/v1/models', modelsResponse);
  smoke = (version: string, because: Because & { forced?: string }): Promise<SmokeResponse> =>
    this.#json('POST', `/v1/models/${version}/smoke`, smokeResponse, because);
  canary = (version: string, percent: number, basis: Basis): Promise<SwitchResponse> =>
    this.#json('POST', `/v1/models/${version}/canary`, switchResponse, { percent, ...basis });
  promote = (version: string, basis: Basis): Promise<SwitchResponse> =>
    this.#json('POST', `/v1/models/${version}/promote`, switchResponse, basis);
  stop = (version: string, basis: Basis): Promise<SwitchResponse> =>
    this.#json('POST', `/v1/models/${version}/stop`, switchResponse, basis);
  /** @param undo the candidate of the running canary, else the champion */
  rollback = (undo: string, basis: Basis): Promise<SwitchResponse> =>
    this.#json('POST', '/v1/models/rollback', switchResponse, { undo, ...basis });
  metrics = (version: string): Promise<MetricsResponse> =>
    this.#json('GET', `/v1/models/${version}/metrics`, metricsResponse);

  /** The sha256 of an uploaded file. */
  async digest(version: string, name: string): Promise<string | undefined> {
    const response = await this.#fetch('HEAD', `/v1/models/${version}/files/${name}`, {}, { expected: [404] });
    return response.status === 404 ? undefined : response.headers.get('etag')?.replaceAll('"', '');
  }
  /** @returns what the worker keeps: the manifest of a version in use may stay as it was */
  async upload(version: string, name: string, bytes: Uint8Array): Promise<FileResponse> {
    const headers = { 'content-type': 'application/octet-stream' };
    const path = `/v1/models/${version}/files/${name}`;
    const response = await this.#fetch('PUT', path, { headers, body: bytes as BodyInit });
    return fileResponse.parse(await response.json());
  }
  async download(version: string, name: string): Promise<Uint8Array> {
    return (await this.#fetch('GET', `/v1/models/${version}/files/${name}`)).bytes();
  }
  /** The version that serves; undefined if none does. */
  async health(): Promise<HealthResponse | undefined> {
    const signal = AbortSignal.timeout(DEADLINE_MS);
    const response = await fetch(`${this.url}/health`, { signal }).catch(() => undefined);
    return response?.ok ? healthResponse.parse(await response.json()) : undefined;
  }
  /** Items and events, as NDJSON, for as long as it takes. @param after the last cursor of an export before */
  async export(after?: string): Promise<ReadableStream<Uint8Array>> {
    const query = after === undefined ? '' : `?after=${encodeURIComponent(after)}`;
    return (await this.#fetch('GET', `/v1/export${query}`, {}, { long: true })).body!;
  }

  async #json<S extends z.ZodType>(method: string, path: string, schema: S, body?: object): Promise<z.infer<S>> {
    const headers = { 'content-type': 'application/json' };
    const response = await this.#fetch(method, path, body ? { headers, body: JSON.stringify(body) } : {});
    return schema.parse(await response.json());
  }

  /** @param expected error statuses that are returned and not thrown @param long whether the answer may take any time */
  async #fetch(
    method: string,
    path: string,
    init: RequestInit = {},
    { expected = [], long = false }: { expected?: number[]; long?: boolean } = {},
  ): Promise<Response> {
    const headers = { ...init.headers, authorization: `Bearer ${this.#key}` };
    for (let turn = 1; ; turn++) {
      const signal = long ? undefined : AbortSignal.timeout(DEADLINE_MS);
      const response = await fetch(`${this.url}${path}`, { ...init, method, headers, signal }).catch(
        (cause) => cause as Error,
      );
      const failed = response instanceof Error || response.status >= 500;
      if (failed && turn < TRIES) await new Promise((resolve) => setTimeout(resolve, turn * PAUSE_MS));
      else if (response instanceof Error) throw this.#unreachable(response);
      else if (response.ok || expected.includes(response.status)) return response;
      else throw await this.#refused(response);
    }
  }

  #unreachable(cause: Error): InputError {
    const how = isLocal(this.url) ? 'start it: npm run worker' : 'check the URL and the network';
    return new InputError('missing', 'the worker does not respond', { where: this.url, how, cause });
  }

  async #refused(response: Response): Promise<InputError> {
    const said = problem.safeParse(await response.json().catch(() => undefined)).data;
    const what = said ? wordsOf(said) : `HTTP status ${response.status}`;
    const where = isLocal(this.url) ? KEYS_FILE : 'CURATORNET_DEPLOY_KEY';
    const how = response.status === 401 ? `the worker does not accept the key in ${where}` : undefined;
    return new InputError('invalid', what, { where: this.url, how });
  }
}
