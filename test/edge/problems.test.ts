// All refusals of requests: the status and the problem document, which reveals no internals.
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { MAX_BODY } from '../../shared/api.ts';
import { PROBLEMS, type ProblemCode, problemType } from '../../shared/problems.ts';
import { makeBundle } from '../fixtures/bundle.ts';
import { buy, deploy, emptyStorage, openWorker, post, problem, rails } from './harness.ts';

const ask = openWorker();

beforeAll(async () => {
  await emptyStorage();
  await deploy(await makeBundle());
  await buy('ann', ['w-1']);
});

async function expectProblem(response: Response, code: ProblemCode) {
  const { status, title } = PROBLEMS[code];
  expect(response.status).toBe(status);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  const body = await problem(response);
  expect(body).toMatchObject({ type: problemType(code), title, status });
  return body;
}
const json = { 'content-type': 'application/json' };
const send = (body: BodyInit, headers: Record<string, string> = json): RequestInit => ({
  method: 'POST',
  headers,
  body,
  ...(body instanceof ReadableStream ? { duplex: 'half' } : {}),
});

describe('queries of GET /v1/rails', () => {
  const wrong: [string, string, string][] = [
    ['no user', '', 'user'],
    ['an empty user', '?user=', 'user'],
    ['a user of 129 characters', `?user=${'x'.repeat(129)}`, 'user'],
    ['limit 0', '?user=ann&limit=0', 'limit'],
    ['limit 101', '?user=ann&limit=101', 'limit'],
    ['a negative limit', '?user=ann&limit=-1', 'limit'],
    ['a limit with a fraction', '?user=ann&limit=1.5', 'limit'],
    ['a limit that is a word', '?user=ann&limit=many', 'limit'],
    ['an empty limit', '?user=ann&limit=', 'limit'],
    ['a limit larger than any number', `?user=ann&limit=${'9'.repeat(400)}`, 'limit'],
    ['a parameter twice', '?user=ann&user=bob', 'user'],
    ['an unknown parameter', '?user=ann&limits=3', ''],
  ];
  test.each(wrong)('%s', async (_, query, at) => {
    const { errors } = await expectProblem(await ask(`/v1/rails${query}`), 'invalid-request');
    expect(errors?.map((error) => error.at)).toEqual([at]);
  });
});

describe('bodies of POST /v1/rails', () => {
  const many = Array.from({ length: 257 }, (_, i) => `w-${i}`);
  const wrong: [string, unknown, string][] = [
    ['no history', {}, 'history'],
    ['an array', [], ''],
    ['null', null, ''],
    ['a history that is a word', { history: 'w-1' }, 'history'],
    ['an item that is a number', { history: ['w-1', 1] }, 'history.1'],
    ['an item with an empty id', { history: [''] }, 'history.0'],
    ['257 items', { history: many }, 'history'],
    ['limit 0', { history: [], limit: 0 }, 'limit'],
    ['limit 101', { history: [], limit: 101 }, 'limit'],
    ['limit as text', { history: [], limit: '20' }, 'limit'],
    ['limit null', { history: [], limit: null }, 'limit'],
    ['an unknown key', { history: [], rail: ['for-you'] }, ''],
    ['an unknown rail', { history: [], rails: ['for-me'] }, 'rails.0'],
    ['no rails', { history: [], rails: [] }, 'rails'],
    ['a rail twice', { history: [], rails: ['new', 'new'] }, 'rails'],
    ['diversity beyond 1', { history: [], diversity: 1.01 }, 'diversity'],
    ['perArtist 0', { history: [], perArtist: 0 }, 'perArtist'],
    ['a negative price', { history: [], minPrice: -1 }, 'minPrice'],
    ['an empty filter', { history: [], artists: [] }, 'artists'],
    ['257 ids', { history: [], ids: many }, 'ids'],
  ];
  test.each(wrong)('%s', async (_, body, at) => {
    const { errors } = await expectProblem(await ask('/v1/rails', post(body)), 'invalid-request');
    expect(errors?.map((error) => error.at)).toEqual([at]);
  });

  test('the key __proto__', async () => {
    const body = '{"history": [], "__proto__": {"limit": 3}}';
    await expectProblem(await ask('/v1/rails', send(body)), 'invalid-request');
  });

  test('only the first of many errors are listed', async () => {
    const { errors } = await expectProblem(
      await ask('/v1/rails', post({ history: Array(200).fill(7) })),
      'invalid-request',
    );
    expect(errors).toHaveLength(8);
  });

  test.each(['', '{', '{"history": [}', 'history=w-1', '\u0000', '{"history": []} x'])('not JSON: %j', async (body) => {
    await expectProblem(await ask('/v1/rails', send(body)), 'malformed-json');
  });

  test('bytes that are not UTF-8', async () => {
    const bytes = new TextEncoder().encode('{"history": ["w-1"]}').map((byte) => (byte === 0x31 ? 0xff : byte));
    await expectProblem(await ask('/v1/rails', send(bytes)), 'malformed-json');
  });

  test.each(['toString', '__proto__', 'constructor'])('an item named like a property is unknown: %s', async (id) => {
    const response = await ask('/v1/rails', post({ history: [id] }));
    expect((await rails(response)).unknown).toEqual([id]);
  });
});

describe('media types', () => {
  test.each(['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', 'text/json', ''])(
    'refused: %j',
    async (type) => {
      await expectProblem(await ask('/v1/rails', send('{}', { 'content-type': type })), 'unsupported-media-type');
    },
  );
  test.each(['application/json', 'application/json; charset=utf-8', 'Application/JSON ;charset=UTF-8'])(
    'taken: %s',
    async (type) => {
      const response = await ask('/v1/rails', send('{"history": []}', { 'content-type': type }));
      expect(response.status).toBe(200);
    },
  );
  test('none', async () => {
    await expectProblem(await ask('/v1/rails', send(new Uint8Array(2), {})), 'unsupported-media-type');
  });
});

describe('sizes', () => {
  const padded = (bytes: number) => {
    const body = '{"history": []}';
    return `${' '.repeat(bytes - body.length)}${body}`;
  };
  const inPieces = (text: string) => {
    const bytes = new TextEncoder().encode(text);
    let at = 0;
    return new ReadableStream<Uint8Array>({
      pull(controller) {
        if (at >= bytes.length) return controller.close();
        controller.enqueue(bytes.slice(at, at + 1000));
        at += 1000;
      },
    });
  };
  test('64 KB are accepted', async () => {
    expect((await ask('/v1/rails', send(padded(MAX_BODY)))).status).toBe(200);
    expect((await ask('/v1/rails', send(inPieces(padded(MAX_BODY))))).status).toBe(200);
  });
  test('one byte more is refused, whether its length is declared, missing or wrong', async () => {
    const large = padded(MAX_BODY + 1);
    await expectProblem(await ask('/v1/rails', send(large)), 'body-too-large');
    await expectProblem(await ask('/v1/rails', send(inPieces(large))), 'body-too-large');
    const lie = { ...json, 'content-length': '10' };
    await expectProblem(await ask('/v1/rails', send(inPieces(large), lie)), 'body-too-large');
  });
  test('a declared length beyond the limit is refused', async () => {
    const claim = { ...json, 'content-length': String(MAX_BODY + 1) };
    await expectProblem(await ask('/v1/rails', send(inPieces('{}'), claim)), 'body-too-large');
  });
});

describe('addresses and methods', () => {
  test.each(['/', '/v1', '/v1/rails/', '/v1/rails/7', '/V1/rails', '/%00', '/%ff', '/v1/../health/x'])(
    'nothing at %s',
    async (path) => {
      await expectProblem(await ask(path), 'not-found');
    },
  );
  test.each([
    ['PUT', '/v1/rails', 'GET, HEAD, OPTIONS, POST'],
    ['DELETE', '/v1/rails', 'GET, HEAD, OPTIONS, POST'],
    ['POST', '/health', 'GET, HEAD, OPTIONS'],
    ['PATCH', '/openapi.json', 'GET, HEAD, OPTIONS'],
    ['PROPFIND', '/health', 'GET, HEAD, OPTIONS'],
  ])('%s %s', async (method, path, allow) => {
    const response = await ask(path, { method });
    expect(response.headers.get('allow')).toBe(allow);
    await expectProblem(response, 'method-not-allowed');
  });
});

test('an internal error reveals no internals', async () => {
  vi.spyOn(console, 'error').mockImplementation(() => {});
  const broken = openWorker({
    get CORS_ORIGINS(): string {
      throw new TypeError('secret at line 7');
    },
  });
  const response = await broken('/v1/rails', post({ history: [] }));
  const body = await expectProblem(response, 'internal-error');
  expect(Object.keys(body).sort()).toEqual(['status', 'title', 'type']);
});
