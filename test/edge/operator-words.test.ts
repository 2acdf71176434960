// The pure parts of the operator's pages: rules and rails as form fields and back, changes of a document, and plain words.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checked, withoutRule, withRails, withRule, withRuleEnded } from '../../edge/operator/document.ts';
import { fieldsOfPage, railsOfFields, readPageFields } from '../../edge/operator/page-fields.ts';
import { fieldsOfRule, ruleOfFields, slugOf } from '../../edge/operator/rule-fields.ts';
import { experimentInWords, railInWords, ruleInWords, stateOf } from '../../edge/operator/words.ts';
import { DEFAULT_CONFIG, type RailEntry, type Rule } from '../../shared/rails-config.ts';

const DECEMBER = Date.UTC(2026, 11, 1) / 1000;
const sea: Rule = { id: 'sea', act: 'boost', match: { tags: ['sea'] }, places: 10 };
const withSea = { ...DEFAULT_CONFIG, rules: [sea] };

describe('words', () => {
  const words: [Rule, string][] = [
    [
      { ...sea, pages: ['home'], until: DECEMBER },
      'Boost items tagged sea by 10 places on home, until 1 December 2026',
    ],
    [
      {
        id: 'r',
        act: 'bury',
        match: { artists: ['A', 'B', 'C'], excludeTags: ['x'] },
        places: 1,
        from: DECEMBER + 3660,
      },
      'Bury items not tagged x by A, B or C by 1 place on all pages, from 1 December 2026, 01:01 UTC',
    ],
    [
      { id: 'r', act: 'pin', match: { ids: ['w-1'] }, place: 2, rails: ['new'], pages: ['home', 'cart'] },
      'Pin the best of the item w-1 to place 2 on the rail new of home and cart',
    ],
    [
      { id: 'r', act: 'hide', match: { minPrice: 5, maxPrice: 7 }, from: DECEMBER, until: DECEMBER + 86_400 },
      'Hide items that cost 5 to 7 on all pages, from 1 December 2026 until 2 December 2026',
    ],
    [
      { id: 'r', act: 'guarantee', match: { maxAge: 1, maxPrice: 9 }, percent: 20, rails: ['a', 'b'] },
      'Guarantee 20% of the places to items that cost at most 9 uploaded in the last day on the rails a and b of all pages',
    ],
  ];
  test.each(words)('%j', (rule, said) => expect(ruleInWords(rule)).toBe(said));

  test('a rule is to come, in force or ended', () => {
    const states = [9, 10, 19, 20].map((now) => stateOf({ ...sea, from: 10, until: 20 }, now));
    expect(states).toEqual(['to come', 'in force', 'in force', 'ended']);
    expect(stateOf(sea, 0)).toBe('in force');
  });

  test('a rail and an experiment', () => {
    const rail: RailEntry = { id: 'r', kind: 'new', limit: 1, perArtist: 2, newcomers: { percent: 20, days: 14 } };
    expect(railInWords({ ...rail, filter: { tags: ['sea'] } })).toEqual([
      'the newest first',
      'only items tagged sea',
      '1 item',
      'at most 2 by an artist',
      '20% for unsold items of up to 14 days',
    ]);
    const variants = [
      { id: 'a', weight: 1 },
      { id: 'b', weight: 2 },
    ];
    expect(experimentInWords({ id: 'e', page: 'home', percent: 50, variants })).toBe(
      '50% of the users of home: a 33% and b 67%',
    );
  });
});

describe('rules', () => {
  const word = fc.stringMatching(/^[a-z][a-z ,é<]{0,8}[a-z]$/);
  const words = fc.option(fc.uniqueArray(word, { minLength: 1, maxLength: 3 }), { nil: undefined });
  const amount = fc.option(fc.integer({ min: 0, max: 99 }), { nil: undefined });
  const acts = fc.constantFrom(
    { act: 'boost', places: 3 },
    { act: 'bury', places: 4 },
    { act: 'pin', place: 1 },
    { act: 'guarantee', percent: 20 },
    { act: 'hide' },
  );
  const rules = fc.record({
    act: acts,
    match: fc.record({ tags: words, artists: words, ids: words, excludeTags: words, minPrice: amount, maxAge: amount }),
    pages: fc.constantFrom(undefined, ['home'], ['home', 'cart']),
    from: fc.option(fc.integer({ min: 1e9, max: 2e9 }), { nil: undefined }),
    note: fc.constantFrom(undefined, 'a note'),
  });

  test('become fields and back', () => {
    fc.assert(
      fc.property(rules, ({ act, match, ...more }) => {
        const rule = { id: 'r-1', ...act, match, ...more } as Rule;
        const sent = new URLSearchParams(fieldsOfRule(rule).toString());
        expect(ruleOfFields(sent, rule)).toEqual(JSON.parse(JSON.stringify(rule)));
      }),
    );
  });

  test('are read as typed: names are made, blank lines and blanks ignored, a repeated entry counts once', () => {
    const typed = {
      id: '  Été, summer SALE! ',
      act: 'pin',
      boost: '10',
      pin: '2',
      tags: ' sea \r\n\r\nlake\r\nsea',
      maxPrice: '19.90',
      until: '2026-12-01T00:00',
    };
    expect(ruleOfFields(new URLSearchParams(typed))).toEqual({
      id: 'ete-summer-sale',
      act: 'pin',
      place: 2,
      match: { tags: ['sea', 'lake'], maxPrice: 19.9 },
      until: DECEMBER,
    });
    expect(slugOf('***')).toBe('');
  });

  test('are added last, changed in their place, ended, and removed', () => {
    const lake = { ...sea, id: 'lake' };
    const two = withRule(withSea, lake).config!;
    expect(two.rules).toEqual([sea, lake]);
    const pin = { id: 'shore', act: 'hide', match: { ids: ['w-1'] } };
    expect(withRule(two, pin, 'sea').config!.rules).toEqual([pin, lake]);
    expect(withoutRule(two, 'sea').rules).toEqual([lake]);
    expect(withRuleEnded(two, 'sea', 500).rules).toEqual([{ ...sea, until: 500 }, lake]);
    const timed = (from: number, until: number) => ({ ...withSea, rules: [{ ...sea, from, until }] });
    expect(withRuleEnded(timed(100, 200), 'sea', 500).rules).toEqual([{ ...sea, from: 100, until: 200 }]);
    expect(withRuleEnded(timed(600, 700), 'sea', 500).rules).toEqual([]);
    expect(DEFAULT_CONFIG.rules).toEqual([]);
  });

  test('that are wrong are refused, by the field of the form', () => {
    const at = (rule: object) => withRule(withSea, rule).mistakes?.map((one) => one.at);
    expect(at({ ...sea })).toEqual(['id']);
    expect(at({ id: 'x', act: 'boost', match: { minPrice: 9, maxPrice: 8 }, places: 1 })).toEqual(['match.maxPrice']);
    expect(at({ id: 'x', act: 'boost', match: {}, places: Number.NaN })).toEqual(['places']);
    expect(at({ id: 'x', act: 'pin', match: {} })).toEqual(['match', 'place']);
    expect(at({ id: 'x', act: 'hide', match: { tags: ['a'] }, pages: ['nowhere'] })).toEqual(['pages.0']);
  });
});

describe('the rails of a page', () => {
  const entries: RailEntry[] = [
    { id: 'for-you', titles: { en: 'For you', de: 'Für dich' }, newcomers: { percent: 20, days: 14 } },
    { id: 'sea', kind: 'new', filter: { tags: ['sea'] }, limit: 8 },
    { id: 'popular' },
  ];
  /** The fields of the form, as a browser sends them, with a button. */
  const sent = (button: Record<string, string> = {}, more: Record<string, string> = {}) => {
    const { rows, languages } = fieldsOfPage(entries, 'en');
    const fields = new URLSearchParams({ languages: languages.join(' '), ...button });
    for (const [nth, { titles, ...row }] of rows.entries()) {
      for (const [name, value] of Object.entries(row)) fields.set(`${nth}.${name}`, value);
      for (const language of languages) fields.set(`${nth}.title.${language}`, titles[language] ?? '');
    }
    for (const [name, value] of Object.entries(more)) fields.set(name, value);
    return railsOfFields(readPageFields(fields, 'en'), entries);
  };
  const ids = (button: Record<string, string>) => sent(button).map(({ id }) => id);

  test('become fields and back, with all that the form has no field for', () => expect(sent()).toEqual(entries));

  test('move, go and come by buttons', () => {
    expect(ids({ do: 'up.1' })).toEqual(['sea', 'for-you', 'popular']);
    expect(ids({ do: 'down.1' })).toEqual(['for-you', 'popular', 'sea']);
    expect(ids({ do: 'up.0' })).toEqual(['for-you', 'sea', 'popular']);
    expect(ids({ do: 'remove.0' })).toEqual(['sea', 'popular']);
    for (const wrong of ['up.9', 'up', 'burn.0', 'up.-1'])
      expect(ids({ do: wrong })).toEqual(['for-you', 'sea', 'popular']);
    expect(sent({ do: 'add', 'new.kind': 'similar', 'new.id': 'Like this' }).at(-1)).toEqual({
      id: 'like-this',
      kind: 'similar',
    });
    expect(sent({ do: 'add', 'new.kind': 'popular', 'new.id': '' }).at(-1)).toEqual({
      id: 'popular-2',
      kind: 'popular',
    });
  });

  test('get other titles, limits and languages; wrong ones are refused by their row', () => {
    const typed = { '0.title.de': '', '2.title.fr': ' Populaires ', languages: 'de, fr', '1.limit': '' };
    const changed = sent({}, typed);
    expect(changed[0]).toEqual({ ...entries[0], titles: { en: 'For you' } });
    expect(changed[1]).toEqual({ id: 'sea', kind: 'new', filter: { tags: ['sea'] } });
    expect(changed[2]).toEqual({ id: 'popular', titles: { fr: 'Populaires' } });
    const at = (more: Record<string, string>) =>
      withRails(DEFAULT_CONFIG, 'home', 'rails', sent({}, more)).mistakes?.map((one) => one.at);
    expect(at({})).toBeUndefined();
    expect(at({ '2.id': 'sea', '2.kind': 'new' })).toEqual(['2.id']);
    expect(at({ '1.limit': '500' })).toEqual(['1.limit']);
    expect(at({ '0.kind': 'none' })).toEqual(['0.kind']);
  });
});

test('a document is checked by its schema and beyond', () => {
  expect(checked(JSON.parse(JSON.stringify(DEFAULT_CONFIG))).config).toEqual(DEFAULT_CONFIG);
  expect(checked({ pages: 7 }).mistakes?.map(({ at }) => at)).toEqual(['pages']);
  expect(checked({ ...withSea, rules: [sea, sea] }).mistakes).toEqual([
    { at: 'rules.1.id', message: 'sea is there twice' },
  ]);
});
