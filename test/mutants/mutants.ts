// The mutants: one wrong line each, and the test file that must fail with it. Where code changes, its mutants change too: a
// text that is not found exactly once counts as a failure.

export interface Mutant {
  /** What goes wrong. */
  name: string;
  file: string;
  /** Stands in the file exactly once. */
  from: string;
  to: string;
  /** The test file that must fail. */
  test: string;
  /** Only tests whose name matches are run. */
  only?: string;
  /** One of those that CI tries on every change. */
  quick?: true;
}

export const MUTANTS: readonly Mutant[] = [
  // edge/model
  {
    name: 'a request that read too early answers under its old deployment',
    file: 'edge/model/store.ts',
    from: 'return !deployment || (mine && deployment.seq < mine.seq) ? mine : deployment;',
    to: 'return !deployment ? mine : deployment;',
    test: 'test/edge/switching.test.ts',
    quick: true,
  },
  {
    name: 'a switch forgets what was sold',
    file: 'edge/model/store.ts',
    from: 'if (catalogue.revision < from.revision) catalogue.inherit(from);',
    to: 'if (catalogue.revision < 0) catalogue.inherit(from);',
    test: 'test/edge/switching.test.ts',
  },
  {
    name: 'a version that cannot be loaded is tried by every request',
    file: 'edge/model/store.ts',
    from: 'if (this.#champion && this.#failedLately(version)) return this.#champion;',
    to: '',
    test: 'test/edge/switching.test.ts',
  },
  {
    name: 'a version that could not be loaded once is never tried again',
    file: 'edge/model/store.ts',
    from: 'Number.NEGATIVE_INFINITY) < this.#patience.retry;',
    to: 'Number.NEGATIVE_INFINITY) < Infinity;',
    test: 'test/edge/switching.test.ts',
  },
  {
    name: 'each request loads by itself',
    file: 'edge/model/store.ts',
    from: 'if (loading?.version === version && Date.now() - loading.since < this.#patience.shared) return loading;',
    to: '',
    test: 'test/edge/models.test.ts',
  },
  {
    name: 'unsigned models are served everywhere',
    file: 'edge/model/trust.ts',
    from: "UNSIGNED_MODELS === 'accept'",
    to: "UNSIGNED_MODELS !== 'refuse'",
    test: 'test/edge/access.test.ts',
  },
  // edge/catalogue
  {
    name: 'changes that a catalogue has already are applied again',
    file: 'edge/catalogue/catalogue.ts',
    from: 'if (revision <= this.revision) continue;',
    to: '',
    test: 'test/edge/catalogue.test.ts',
    quick: true,
  },
  {
    name: 'features that wait are forgotten when something else is said of their item',
    file: 'edge/catalogue/catalogue.ts',
    from: 'const newest = features ?? waiting?.features;',
    to: 'const newest = features;',
    test: 'test/edge/catalogue.test.ts',
  },
  {
    name: 'a sale is not counted while newer features wait',
    file: 'edge/catalogue/catalogue.ts',
    from: 'if (row !== undefined) this.#set(row, item, forSale);',
    to: 'if (row !== undefined && !features) this.#set(row, item, forSale);',
    test: 'test/edge/catalogue.test.ts',
  },
  {
    name: 'a new version takes over what is for sale, not what is sold',
    file: 'edge/catalogue/catalogue.ts',
    from: 'before.forSale[row] === 0 ?',
    to: 'before.forSale[row] === 1 ?',
    test: 'test/edge/switching.test.ts',
  },
  // edge/storage and edge/storefront
  {
    name: 'the history is ordered by arrival',
    file: 'edge/storage/state.ts',
    from: 'ORDER BY at DESC, seq DESC',
    to: 'ORDER BY seq DESC',
    test: 'test/edge/events.test.ts',
    quick: true,
  },
  {
    name: 'cookies are signed with the secret of the tokens',
    file: 'edge/storefront/identity.ts',
    from: 'return `storefront ',
    to: 'return `',
    test: 'test/edge/storefront.test.ts',
  },
  {
    name: 'an item is similar to itself',
    file: 'edge/storefront/item.tsx',
    from: 'for (const own of [row, ...visitor.history])',
    to: 'for (const own of visitor.history)',
    test: 'test/edge/storefront.test.ts',
  },
  {
    name: 'what a visitor has is similar to an item',
    file: 'edge/storefront/item.tsx',
    from: 'for (const own of [row, ...visitor.history])',
    to: 'for (const own of [row])',
    test: 'test/edge/storefront.test.ts',
  },
  // shared
  {
    name: 'an undefined member is signed',
    file: 'shared/signature.ts',
    from: 'Object.entries(value).filter(([, member]) => member !== undefined)',
    to: 'Object.entries(value)',
    test: 'test/shared/signature.test.ts',
    quick: true,
  },
  {
    name: 'keys are signed in the order of the file',
    file: 'shared/signature.ts',
    from: 'members.sort(([a], [b]) => (a < b ? -1 : 1));',
    to: '',
    test: 'test/shared/signature.test.ts',
  },
  {
    name: 'any key may sign',
    file: 'shared/signature.ts',
    from: 'publicKeys[ids.indexOf(signature.key)]',
    to: 'publicKeys[0]',
    test: 'test/shared/signature.test.ts',
  },
  {
    name: 'the oldest of a long history are kept',
    file: 'shared/ranking.ts',
    from: '.slice(-MAX_HISTORY)',
    to: '.slice(0, MAX_HISTORY)',
    test: 'test/shared/ranking.test.ts',
    quick: true,
  },
  {
    name: 'equal scores are ordered by the higher row',
    file: 'shared/ranking.ts',
    from: '(scores[a] === scores[b] && a > b);',
    to: '(scores[a] === scores[b] && a < b);',
    test: 'test/shared/ranking.test.ts',
  },
  {
    name: 'a cap lets one more through',
    file: 'shared/ranking.ts',
    from: 'if (group >= 0 && before >= cap) continue;',
    to: 'if (group >= 0 && before > cap) continue;',
    test: 'test/shared/ranking.test.ts',
  },
  {
    name: 'relevant items compete with each other',
    file: 'shared/ranking.ts',
    from: 'if (scores[other] > score) above--;',
    to: 'if (scores[other] > score) above -= 0;',
    test: 'test/shared/place.test.ts',
  },
  {
    name: 'a tie counts whole in the AUC',
    file: 'shared/metrics/auc.ts',
    from: 'tied / 2',
    to: 'tied',
    test: 'test/shared/metrics/auc.test.ts',
  },
  // trainer/evaluate
  {
    name: 'what a user has competes',
    file: 'trainer/evaluate/protocol.ts',
    from: 'exclude(scores, out);',
    to: 'exclude(scores, []);',
    test: 'test/trainer/evaluate/protocol.test.ts',
    quick: true,
  },
  {
    name: 'warm items compete among the cold ones',
    file: 'trainer/evaluate/protocol.ts',
    from: 'exclude(scores, warm);',
    to: '',
    test: 'test/trainer/evaluate/protocol.test.ts',
  },
  {
    name: 'users without a history are not counted',
    file: 'trainer/evaluate/protocol.ts',
    from: 'usersWithoutHistory: asked.length - users.length,',
    to: 'usersWithoutHistory: 0,',
    test: 'test/trainer/evaluate/protocol.test.ts',
  },
  // trainer/train/objective
  {
    name: 'the softmax is made larger',
    file: 'trainer/train/objective.ts',
    from: 'return tf.mean(tf.sub(all, positive));',
    to: 'return tf.mean(tf.sub(positive, all));',
    test: 'test/trainer/network/additions.test.ts',
  },
  {
    name: 'L2 is never added',
    file: 'trainer/train/objective.ts',
    from: 'return l2 > 0 ? tf.add(mean, l2Of(kernels, l2)) : mean;',
    to: 'return mean;',
    test: 'test/trainer/network/additions.test.ts',
  },
  // trainer/report
  {
    name: 'the labels of the ablation are cut off',
    file: 'trainer/report/sections/ablation.ts',
    from: 'labelWidth: 0',
    to: 'labelWidth: 168',
    test: 'test/browser/report.test.ts',
    only: 'no label',
  },
  // infra
  {
    name: 'the worker outlives npm',
    file: 'infra/lifetime.ts',
    from: 'if (above.length === 0 || (process.ppid',
    to: 'if (above.length >= 0 || (process.ppid',
    test: 'test/infra/run-worker.test.ts',
    only: 'SIGKILL',
  },
];
