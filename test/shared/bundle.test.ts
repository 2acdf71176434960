// Digests of a bundle, and verification of a runtime by probes.
import { describe, expect, it } from 'vitest';
import { BUNDLE_FILES, type Probe, sha256Hex, verifyFile, versionOf } from '../../shared/bundle.ts';
import { checkProbe } from '../../shared/probe-rule.ts';
import { CONTENTS, manifestOf } from './bundle.support.ts';
import { refusal } from './support.ts';

describe('digests', () => {
  // $ printf abc | sha256sum
  it('sha256Hex', async () => {
    const abc = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';
    expect(await sha256Hex(new TextEncoder().encode('abc'))).toBe(abc);
    expect(await sha256Hex(new TextEncoder().encode('xabcx').subarray(1, 4))).toBe(abc);
  });

  // $ printf a >user-tower.onnx; printf bb >item-tower.onnx; printf ccc >items.safetensors; printf '[]' >items.json
  // $ for f in *; do echo "$f $(wc -c <$f) $(sha256sum <$f | cut -d' ' -f1)"; done | LC_ALL=C sort | sha256sum | cut -c1-16
  it('versionOf', async () => {
    expect(await versionOf((await manifestOf()).files)).toBe('c7621b5d8a58fb54');
  });

  it('the version does not depend on the order of the files', async () => {
    const { files, version } = await manifestOf();
    expect(await versionOf(Object.fromEntries(Object.entries(files).reverse()) as typeof files)).toBe(version);
  });

  it('the version changes if two files swap their contents', async () => {
    const { userTower, itemTower } = BUNDLE_FILES;
    const { version } = await manifestOf({
      ...CONTENTS,
      [userTower]: CONTENTS[itemTower],
      [itemTower]: CONTENTS[userTower],
    });
    expect(version).not.toBe((await manifestOf()).version);
  });
});

describe('verifyFile', () => {
  it('accepts the files of the manifest', async () => {
    const manifest = await manifestOf();
    for (const name of Object.values(BUNDLE_FILES)) await verifyFile(manifest, name, CONTENTS[name]);
  });

  it.each([
    ['bc', 'its sha256 differs from the manifest'],
    ['b', 'has 1 bytes, but the manifest says 2'],
    ['bbb', 'has 3 bytes, but the manifest says 2'],
    ['', 'has 0 bytes, but the manifest says 2'],
  ])('rejects %j for bb', async (text, sentence) => {
    const manifest = await manifestOf();
    const bytes = new TextEncoder().encode(text);
    expect(await refusal(() => verifyFile(manifest, BUNDLE_FILES.itemTower, bytes))).toBe(
      `mismatch: item-tower.onnx: ${sentence}`,
    );
  });
});

describe('checkProbe', () => {
  const probe: Probe = {
    history: ['h'],
    user: [0.5, -200],
    top: [
      { id: 'a', score: 40 },
      { id: 'b', score: 40 },
      { id: 'c', score: -0.25 },
    ],
  };
  const SCORES: Record<string, number> = { a: 40, b: 40, c: -0.25 };
  /** Checks a probe against results of a runtime; by default they equal the trainer's. */
  const check = (made: { user?: ArrayLike<number>; top?: number[]; scores?: Record<string, number> }) =>
    checkProbe(
      probe,
      made.user ?? probe.user,
      made.top ?? [40, 40, -0.25],
      (id) => ({ ...SCORES, ...made.scores })[id],
    );
  const refused = (made: Parameters<typeof check>[0]) => refusal(() => check(made));
  const sentence = (what: string) =>
    `mismatch: manifest.json: the runtime disagrees with the trainer on a probe: ${what}`;

  it('accepts equal values in any kind of array', () => {
    check({});
    check({ user: Float32Array.from(probe.user) });
  });

  it('has an absolute tolerance of 1e-4 below 1 and a relative one above', async () => {
    check({ user: [0.50009, -200.019] });
    check({ user: [0.49991, -199.981] });
    expect(await refused({ user: [0.50011, -200] })).toBe(sentence('number 0 of the user vector is 0.50011, not 0.5'));
    expect(await refused({ user: [0.5, -200.021] })).toBe(
      sentence('number 1 of the user vector is -200.021, not -200'),
    );
    check({ scores: { a: 40.0039, c: -0.25009 }, top: [40.0039, 40, -0.24991] });
    expect(await refused({ scores: { a: 40.0041 } })).toBe(sentence('item a scores 40.0041, not 40'));
    expect(await refused({ scores: { c: -0.25011 } })).toBe(sentence('item c scores -0.25011, not -0.25'));
    expect(await refused({ top: [40, 40, -0.2] })).toBe(sentence('rank 2 scores -0.2, not -0.25'));
  });

  it('accepts a swap of two items with nearly equal scores', () => {
    check({ scores: { a: 39.999, b: 40.001 }, top: [40.001, 39.999, -0.25] });
  });

  it('rejects an additional item in the ranking', async () => {
    expect(await refused({ top: [40, 40, 12] })).toBe(sentence('rank 2 scores 12, not -0.25'));
    expect(await refused({ top: [41, 40, 40] })).toBe(sentence('rank 0 scores 41, not 40'));
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])(
    'rejects %d in any result',
    async (value) => {
      expect(await refused({ user: [value, -200] })).toBe(sentence(`number 0 of the user vector is ${value}, not 0.5`));
      expect(await refused({ scores: { b: value } })).toBe(sentence(`item b scores ${value}, not 40`));
      expect(await refused({ top: [40, 40, value] })).toBe(sentence(`rank 2 scores ${value}, not -0.25`));
    },
  );

  it('rejects an item that the runtime does not have', async () => {
    expect(await refusal(() => checkProbe(probe, probe.user, [40, 40, -0.25], () => Number.NaN))).toBe(
      sentence('item a scores NaN, not 40'),
    );
  });

  it('rejects results of other lengths', async () => {
    expect(await refused({ user: [0.5] })).toBe(sentence('the user vector has 1 numbers, not 2'));
    expect(await refused({ user: [0.5, -200, 0] })).toBe(sentence('the user vector has 3 numbers, not 2'));
    expect(await refused({ top: [40, 40] })).toBe(sentence('it ranked 2 items, not 3'));
    expect(await refused({ top: [40, 40, -0.25, -1] })).toBe(sentence('it ranked 4 items, not 3'));
  });
});
