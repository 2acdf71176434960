// The operator's pages of rails and rules in workerd: who may open them, forms that change the rails config, previews,
// mistakes, conflicts and rollbacks. test/browser drives them as a merchandiser does.
import { beforeAll, describe, expect, test } from 'vitest';
import { DEFAULT_CONFIG, type RailsConfig } from '../../shared/rails-config.ts';
import { makeBundle } from '../fixtures/bundle.ts';
import { bearer, buy, configure, deploy, emptyStorage, KEYS, openWorker, shown } from './harness.ts';

const ask = openWorker({ STOREFRONT: 'on' });
let cookie: string;

const form = (fields: Record<string, string> | URLSearchParams, headers: Record<string, string> = {}): RequestInit => ({
  method: 'POST',
  redirect: 'manual',
  headers: { 'content-type': 'application/x-www-form-urlencoded', origin: 'https://store.test', cookie, ...headers },
  body: new URLSearchParams(fields).toString(),
});
const open = async (path: string) => (await ask(path, { headers: { cookie } })).text();
const inForce = async () => {
  const response = await ask('/v1/rails-config', { headers: bearer(KEYS.DEPLOY_KEY) });
  return (await response.json()) as { revision: number; config: RailsConfig; history: { who: string; why: string }[] };
};
/** The values of hidden fields, as a browser sends them. */
const hidden = (page: string, name: string) =>
  [...page.matchAll(new RegExp(`<input type="hidden" name="${name}" value="([^"]*)"`, 'g'))].map(([, value]) =>
    value.replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&lt;', '<').replaceAll('&amp;', '&'),
  );
const words = (page: string) => page.replaceAll(/<[^>]+>/g, ' ').replaceAll(/\s+/g, ' ');

/** The rule of the tests, as it is typed. */
const typed = { id: 'Tall ones', act: 'pin', pin: '1', tags: 'size-3', pages: 'home' };
const preview = async (fields: Record<string, string>, path = '/operator/rails/rule') =>
  ask(path, form({ revision: String((await inForce()).revision), ...fields }));

beforeAll(async () => {
  await emptyStorage();
  await deploy(await makeBundle({ items: 80 }));
  await buy('ann', ['w-1', 'w-2', 'w-3', 'w-4']);
  const opened = await ask('/operator', form({ key: KEYS.DEPLOY_KEY, to: '/operator/rails' }, { cookie: '' }));
  expect(opened.headers.get('location')).toBe('/operator/rails');
  cookie = opened.headers.get('set-cookie')!.split(';')[0];
});

describe('access', () => {
  const pages = ['/operator/rails', '/operator/rails/rule', '/operator/rails/page?page=home', '/operator/rails/json'];
  const posts = ['/operator/rails', ...pages.slice(1), '/operator/rails/end', '/operator/rails/rollback'];

  test('without the key, pages ask for it and forms change nothing', async () => {
    for (const wrong of ['', 'operator=99999999999', `${cookie}x`]) {
      for (const path of pages) {
        const page = await (await ask(path, { headers: { cookie: wrong } })).text();
        expect(page, path).toContain('Deploy key');
        expect(page, path).not.toContain('Add a rule');
      }
      for (const path of posts) {
        const fields = { ...typed, revision: '0', to: '0', config: JSON.stringify(DEFAULT_CONFIG) };
        expect((await ask(path, form(fields, { cookie: wrong }))).status, path).toBe(401);
      }
    }
    expect((await inForce()).revision).toBe(0);
  });

  test('forms of other sites are refused', async () => {
    for (const path of posts) {
      const fields = { ...typed, revision: '0', to: '0', config: JSON.stringify(DEFAULT_CONFIG) };
      expect((await ask(path, form(fields, { origin: 'https://evil.test' }))).status, path).toBe(403);
    }
    expect((await inForce()).revision).toBe(0);
  });

  test('a key opens no other place than the pages of the operator', async () => {
    for (const to of ['https://evil.test/', '//evil.test', '/yours'])
      expect((await ask('/operator', form({ key: KEYS.DEPLOY_KEY, to }))).headers.get('location')).toBe('/operator');
  });
});

test('a rule is previewed, put in force, ended and rolled back', async () => {
  const before = await shown(await ask('/v1/rails?user=ann'));
  const tried = await preview(typed);
  expect(tried.status).toBe(200);
  const page = await tried.text();
  expect(words(page)).toContain('The page changes for 2 of 2 visitors.');
  expect(hidden(page, 'visitor')).toEqual(['ann']);
  // The best item with the tag is first, and the page says from where.
  expect(page).toMatch(/class="moved"[\s\S]{0,600}<b>tall-ones<\/b>/);
  expect((await inForce()).revision).toBe(0);

  const [config] = hidden(page, 'config');
  const put = await ask('/operator/rails', form({ config, revision: '0', who: 'ann@store', why: 'a <b>test</b>' }));
  expect([put.status, put.headers.get('location')]).toEqual([303, '/operator/rails?done=1']);
  expect(put.headers.get('set-cookie')).toMatch(/^operator-who=ann%40store;.*SameSite=Strict/);
  const rule = { id: 'tall-ones', act: 'pin', place: 1, match: { tags: ['size-3'] }, pages: ['home'] };
  expect((await inForce()).config).toEqual({ ...DEFAULT_CONFIG, rules: [rule] });
  const after = await shown(await ask('/v1/rails?user=ann'));
  expect(after).not.toEqual(before);
  expect(Number(after[0].slice(2)) % 4).toBe(3);

  const overview = await open('/operator/rails?done=1');
  expect(words(overview)).toContain('Revision 1 is in force.');
  expect(words(overview)).toContain('by ann@store: a &lt;b&gt;test&lt;/b&gt;');
  expect(words(overview)).toContain('In force Pin the best of items tagged size-3 to place 1 on home');
  expect(await open('/operator/rails/rule?id=tall-ones')).toContain('value="tall-ones"');

  const end = await (await preview({ rule: 'tall-ones', how: 'end' }, '/operator/rails/end')).text();
  const ended = JSON.parse(hidden(end, 'config')[0]) as RailsConfig;
  expect(ended.rules).toEqual([{ ...rule, until: expect.any(Number) }]);
  await ask('/operator/rails', form({ config: hidden(end, 'config')[0], revision: '1', who: 'ann', why: 'over' }));
  expect(words(await open('/operator/rails'))).toContain('Ended Pin the best');
  expect(await shown(await ask('/v1/rails?user=ann'))).toEqual(before);

  const back = { to: '1', revision: '2', who: 'bob', why: 'Back to revision 1' };
  expect((await ask('/operator/rails/rollback', form(back))).headers.get('location')).toBe('/operator/rails?done=3');
  expect((await inForce()).config.rules).toEqual([rule]);
  expect(await shown(await ask('/v1/rails?user=ann'))).toEqual(after);
  // The same click again is the same revision.
  expect((await ask('/operator/rails/rollback', form(back))).headers.get('location')).toBe('/operator/rails?done=3');
});

test('the rails of a page are moved, renamed, added and removed', async () => {
  await configure(DEFAULT_CONFIG);
  const path = '/operator/rails/page?page=cart&list=rails';
  const fields = { languages: 'en de', '0.was': 'similar', '0.id': 'similar', '0.kind': 'similar', '0.limit': '6' };
  const second = { '1.was': 'for-you', '1.id': 'for-you', '1.kind': 'for-you', '1.title.de': 'Für dich' };
  const up = await (await preview({ ...fields, ...second, do: 'up.1' }, path)).text();
  const moved = (JSON.parse(hidden(up, 'config')[0]) as RailsConfig).pages[2];
  expect(moved.rails).toEqual([
    { id: 'for-you', titles: { de: 'Für dich' } },
    { id: 'similar', limit: 6 },
  ]);
  expect(moved.anonymous).toEqual(DEFAULT_CONFIG.pages[2].anonymous);
  // The rows of the form are in the new order, with what was typed.
  expect(
    [...up.matchAll(/name="(\d\.(?:id|limit|title\.de))" value="([^"]+)"/g)].map(([, a, b]) => `${a} ${b}`),
  ).toEqual(['0.id for-you', '0.title.de Für dich', '1.id similar', '1.limit 6']);
  const added = await preview({ ...fields, do: 'add', 'new.kind': 'new', 'new.id': 'Fresh' }, path);
  const [, fresh] = (JSON.parse(hidden(await added.text(), 'config')[0]) as RailsConfig).pages[2].rails;
  expect(fresh).toEqual({ id: 'fresh', kind: 'new' });
  const none = await preview({ ...fields, do: 'remove.0' }, path);
  expect(none.status).toBe(400);
  expect(words(await none.text())).toContain('must have at least 1 entry');
  expect((await ask('/operator/rails/page?page=nowhere', { headers: { cookie } })).status).toBe(404);
});

describe('what is wrong', () => {
  test('is said beside the form, which keeps what was typed', async () => {
    const wrong = { ...typed, id: '', pin: '0', tags: 'a"<b>', minPrice: '9', maxPrice: '8', note: 'x' };
    const response = await preview(wrong);
    expect(response.status).toBe(400);
    const page = await response.text();
    for (const said of ['Name: must be 1 to 32 small letters', 'Place: must be at least 1'])
      expect(words(page)).toContain(said);
    expect(page).toContain('a&quot;&lt;b&gt;');
    expect(page).toMatch(/name="maxPrice" value="8"/);
    expect(page).toMatch(/value="pin" checked/);
    expect(page).not.toContain('Put in force');
    expect(words(await (await preview({ ...wrong, id: 'x', pin: '1' })).text())).toContain(
      'Cost at most: is less than minPrice',
    );
  });

  test('JSON that is none, or no rails config', async () => {
    const post = async (document: string) => {
      const response = await preview({ document }, '/operator/rails/json');
      return [response.status, words(await response.text())] as const;
    };
    for (const [document, said] of [
      ['{"pages": [', 'this is no JSON'],
      ['{}', 'pages: is missing'],
      [JSON.stringify({ ...DEFAULT_CONFIG, colour: 'red' }), 'has the unknown key "colour"'],
    ]) {
      const [status, page] = await post(document);
      expect(status).toBe(400);
      expect(page.replaceAll('&quot;', '"')).toContain(said);
    }
    const [status] = await post(JSON.stringify({ ...DEFAULT_CONFIG, language: 'de' }));
    expect(status).toBe(200);
  });

  test('a change of an experiment that runs', async () => {
    const variants = [
      { id: 'control', weight: 1 },
      { id: 'fresh', weight: 1, rails: [{ id: 'new' }] },
    ];
    const running = { ...DEFAULT_CONFIG, experiments: [{ id: 'order', page: 'home', percent: 50, variants }] };
    await configure(running);
    expect(words(await open('/operator/rails'))).toContain('50% of the users of home: control 50% and fresh 50%');
    const changed = { ...running, experiments: [{ ...running.experiments[0], percent: 20 }] };
    const response = await preview({ document: JSON.stringify(changed) }, '/operator/rails/json');
    expect(response.status).toBe(400);
    expect(words(await response.text())).toContain('experiments.0.percent: may only rise from 50');
    await configure(DEFAULT_CONFIG);
  });

  test('a document that was not previewed here is checked as well', async () => {
    const { revision } = await inForce();
    for (const config of [
      '',
      '{}',
      JSON.stringify({ ...DEFAULT_CONFIG, rules: [{ id: 'x', act: 'hide', match: {} }] }),
    ]) {
      const put = await ask('/operator/rails', form({ config, revision: String(revision), who: 'a', why: 'b' }));
      expect(put.status, config).toBe(400);
    }
    const config = JSON.stringify(DEFAULT_CONFIG);
    for (const wrong of [{ revision: '-1' }, { revision: 'x' }, { who: 'x'.repeat(129) }]) {
      const fields = { config, revision: String(revision), who: 'a', why: 'b', ...wrong };
      expect((await ask('/operator/rails', form(fields))).status).toBe(400);
    }
    expect((await inForce()).revision).toBe(revision);
  });

  test('a form that is too large', async () => {
    expect((await preview({ document: 'x'.repeat(300_000) }, '/operator/rails/json')).status).toBe(413);
  });
});

test('a change that another one overtook is not put in force: the page says by whom, and keeps what was typed', async () => {
  const { revision } = await inForce();
  const page = await (await preview(typed)).text();
  const [config] = hidden(page, 'config');
  const other = { ...DEFAULT_CONFIG, language: 'fr' };
  const headers = { ...bearer(KEYS.DEPLOY_KEY), 'content-type': 'application/json' };
  const body = JSON.stringify({ config: other, revision, who: 'bob', why: 'in French' });
  expect((await ask('/v1/rails-config', { method: 'PUT', headers, body })).status).toBe(200);

  const stale = { revision: String(revision), who: 'ann', why: 'w' };
  const put = await ask('/operator/rails', form({ config, ...stale }));
  expect(put.status).toBe(409);
  expect(words(await put.text())).toContain(`Revision ${revision + 1} came in between (bob: in French)`);
  expect((await ask('/operator/rails/rollback', form({ to: '0', ...stale }))).status).toBe(409);
  expect((await inForce()).config.language).toBe('fr');

  const again = await ask('/operator/rails/rule', form({ ...typed, revision: String(revision) }));
  expect(again.status).toBe(409);
  const kept = await again.text();
  expect(kept).toContain('value="Tall ones"');
  expect(kept).not.toContain('Put in force');
  // From here on, the form is based on the other revision, and its change on the other document.
  expect(hidden(kept, 'revision')).toEqual([String(revision + 1)]);
  const rebased = await (await preview(typed)).text();
  expect((JSON.parse(hidden(rebased, 'config')[0]) as RailsConfig).language).toBe('fr');
});

test('a rule that begins later is previewed as of then', async () => {
  await configure(DEFAULT_CONFIG);
  const page = words(await (await preview({ ...typed, from: '2090-05-01T00:00' })).text());
  expect(page).toContain('Preview of home on 1 May 2090');
  expect(page).toContain('The page changes for 2 of 2 visitors.');
});
