// Client of the API for items and their pictures, with the service key: for `curatornet add` and infra/encoder. All calls can
// be repeated, so those that fail for a moment are tried again.
import { setTimeout as pause } from 'node:timers/promises';
import { type ItemResponse, type itemBody, itemResponse } from '@curatornet/shared/api.ts';
import {
  type EncoderResponse,
  encoderResponse,
  type PictureResponse,
  type PicturesResponse,
  pictureResponse,
  picturesResponse,
} from '@curatornet/shared/api-pictures.ts';
import { InputError } from '@curatornet/shared/errors.ts';
import { problem, wordsOf } from '@curatornet/shared/problems.ts';
import type { z } from 'zod';

const TRIES = 5;
const PAUSE_MS = 250;
const DEADLINE_MS = 60_000;

/** A request that the worker refused. */
export class Refused extends InputError {
  readonly status: number;
  constructor(status: number, what: string, where: string) {
    const how = status === 401 ? 'set CURATORNET_SERVICE_KEY to the service key of the worker' : undefined;
    super('invalid', what, { where, how });
    this.status = status;
  }
}

export interface PictureFeatures {
  digest: string;
  /** The id of the encoder. */
  encoder: string;
  features: Float32Array;
  width: number;
  height: number;
}

export class Store {
  readonly url: string;
  readonly #key: string;
  constructor(url: string, key: string) {
    this.url = url;
    this.#key = key;
  }

  /** What the deployed model takes. */
  encoder = (): Promise<EncoderResponse> => this.#json('GET', '/v1/encoder', encoderResponse);
  putItem = (id: string, about: z.input<typeof itemBody>): Promise<ItemResponse> =>
    this.#json('PUT', itemAt(id), itemResponse, about);
  async putPicture(id: string, bytes: Uint8Array): Promise<PictureResponse> {
    const headers = { 'content-type': 'application/octet-stream' };
    const response = await this.#fetch('PUT', `${itemAt(id)}/picture`, { headers, body: bytes as BodyInit });
    return pictureResponse.parse(await response.json());
  }
  putFeatures = (id: string, { features, ...about }: PictureFeatures): Promise<ItemResponse> =>
    this.#json('PUT', `${itemAt(id)}/picture/features`, itemResponse, { ...about, features: [...features] });
  fail = (id: string, failure: { digest: string; reason: string; final: boolean }): Promise<PictureResponse> =>
    this.#json('POST', `${itemAt(id)}/picture/failures`, pictureResponse, failure);
  pending = (limit: number): Promise<PicturesResponse> =>
    this.#json('GET', `/v1/pictures?limit=${limit}`, picturesResponse);
  async picture(id: string): Promise<Uint8Array> {
    return new Uint8Array(await (await this.#fetch('GET', `${itemAt(id)}/picture`)).arrayBuffer());
  }
  /** The sha256 of an item's picture; undefined if it has none. */
  async digestOf(id: string): Promise<string | undefined> {
    const response = await this.#fetch('HEAD', `${itemAt(id)}/picture`, {}, [404]);
    return response.status === 404 ? undefined : response.headers.get('etag')?.replaceAll('"', '');
  }

  async #json<S extends z.ZodType>(method: string, path: string, schema: S, body?: object): Promise<z.infer<S>> {
    const headers = { 'content-type': 'application/json' };
    const response = await this.#fetch(method, path, body ? { headers, body: JSON.stringify(body) } : {});
    return schema.parse(await response.json());
  }

  /** @param expected error statuses that are returned and not thrown */
  async #fetch(method: string, path: string, init: RequestInit = {}, expected: number[] = []): Promise<Response> {
    const headers = { ...init.headers, authorization: `Bearer ${this.#key}` };
    for (let turn = 1; ; turn++) {
      const signal = AbortSignal.timeout(DEADLINE_MS);
      const response = await fetch(`${this.url}${path}`, { ...init, method, headers, signal }).catch(
        (cause) => cause as Error,
      );
      const failed = response instanceof Error || response.status >= 500 || response.status === 429;
      if (failed && turn < TRIES) await pause(PAUSE_MS * 2 ** (turn - 1));
      else if (response instanceof Error)
        throw new InputError('missing', 'the worker does not respond', {
          where: this.url,
          how: 'start it, or check --url and the network',
          cause: response,
        });
      else if (response.ok || expected.includes(response.status)) return response;
      else {
        const said = problem.safeParse(await response.json().catch(() => undefined)).data;
        throw new Refused(response.status, said ? wordsOf(said) : `HTTP status ${response.status}`, this.url);
      }
    }
  }
}

const itemAt = (id: string) => `/v1/items/${encodeURIComponent(id)}`;
