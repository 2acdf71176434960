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
  // edge/model and edge/release
  {
    name: 'a request that read too early answers under its old deployment',
    file: 'edge/release/served-models.ts',
    from: 'return !deployment || (mine && deployment.seq < mine.seq) ? mine : deployment;',
    to: 'return !deployment ? mine : deployment;',
    test: 'test/edge/switching.test.ts',
    quick: true,
  },
  {
    name: 'a switch forgets what was sold',
    file: 'edge/release/served-models.ts',
    from: 'if (catalogue.revision < from.revision) catalogue.inherit(from);',
    to: 'if (catalogue.revision < 0) catalogue.inherit(from);',
    test: 'test/edge/switching.test.ts',
  },
  {
    name: 'a version that cannot be loaded is tried by every request',
    file: 'edge/release/served-models.ts',
    from: 'if (this.#champion && this.#loader.failedLately(version)) return this.#champion;',
    to: '',
    test: 'test/edge/switching.test.ts',
  },
  {
    name: 'a version that could not be loaded once is never tried again',
    file: 'edge/model/loader.ts',
    from: 'Number.NEGATIVE_INFINITY) < this.#timeouts.retry;',
    to: 'Number.NEGATIVE_INFINITY) < Infinity;',
    test: 'test/edge/switching.test.ts',
  },
  {
    name: 'each request loads by itself',
    file: 'edge/model/loader.ts',
    from: 'if (loading?.version === version && Date.now() - loading.startedAt < this.#timeouts.shared) return loading;',
    to: '',
    test: 'test/edge/models.test.ts',
  },
  {
    name: 'the memory of a retired model is given back while an answer uses it',
    file: 'edge/model/leases.ts',
    from: 'if (!this.#retired.has(resource) || this.#uses.has(resource)) return;',
    to: 'if (!this.#retired.has(resource)) return;',
    test: 'test/edge/models.test.ts',
  },
  {
    name: 'unsigned models are served everywhere',
    file: 'edge/model/trust.ts',
    from: "UNSIGNED_MODELS === 'accept'",
    to: "UNSIGNED_MODELS !== 'refuse'",
    test: 'test/edge/life.test.ts',
    only: 'an unsigned model',
  },
  {
    name: 'a header chooses the side of a canary',
    file: 'edge/visit.ts',
    from: 'const visitor = shown ? visitorKey(who) : undefined;',
    to: "const visitor = shown && visitorKey(who) ? (c.req.header('x-request-id') ?? visitorKey(who)) : undefined;",
    test: 'test/edge/canary.test.ts',
  },
  {
    name: 'visitors of whom nothing is known take part in a canary',
    file: 'edge/release/traffic-split.ts',
    from: 'return who.history.length > 0 ?',
    to: 'return who.history.length >= 0 ?',
    test: 'test/edge/canary.test.ts',
  },
  {
    name: 'an unsigned ref counts for a version',
    file: 'edge/release/ref.ts',
    from: "(await verifyRef(salts.get(seqOf(rail)) ?? '', rail ?? '', user)) !== undefined",
    to: 'rail !== undefined',
    test: 'test/edge/canary.test.ts',
  },
  {
    name: 'any signature of a ref counts',
    file: 'edge/release/ref.ts',
    from: 'return isSame(expected, mac) ?',
    to: 'return expected ?',
    test: 'test/edge/canary.test.ts',
  },
  {
    name: 'an act goes through although another switch came in between',
    file: 'edge/storage/deployments.ts',
    from: 'WHERE ?8 = ',
    to: 'WHERE ?8 <= ',
    test: 'test/edge/revisions.test.ts',
  },
  {
    name: 'a later manifest replaces that of a version in use',
    file: 'edge/routes/model-files.ts',
    from: 'if (!isSignedAnew(manifest, before.manifest)) return describeManifest(before.bytes);',
    to: '',
    test: 'test/edge/life.test.ts',
    only: 'manifest',
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
    name: 'the outcome of an event is decided again when it is repeated',
    file: 'edge/storage/events.ts',
    from: "coalesce(events.outcome, erased.outcome, 'erased') AS outcome",
    to: "iif(EXISTS (SELECT 1 FROM items WHERE id = events.item AND state = 'sold'), 'late', coalesce(events.outcome, erased.outcome, 'erased')) AS outcome",
    test: 'test/edge/sales.test.ts',
  },
  {
    name: 'the erasure of an event is ignored',
    file: 'edge/storage/events.ts',
    from: 'AND NOT EXISTS (SELECT 1 FROM tombstones WHERE hash = event_hash AND expires_at > ?3)',
    to: '',
    test: 'test/edge/erasure.test.ts',
  },
  {
    name: 'the erasure of a user is ignored',
    file: 'edge/storage/events.ts',
    from: 'AND NOT EXISTS (SELECT 1 FROM tombstones WHERE hash = user_hash AND expires_at > ?3 AND asked.at <= erased_at)',
    to: '',
    test: 'test/edge/erasure.test.ts',
  },
  {
    name: 'the revision goes back when the latest item is deleted',
    file: 'edge/storage/revision.ts',
    from: 'max(revision, coalesce((SELECT max(revision) FROM items), 0))',
    to: 'coalesce((SELECT max(revision) FROM items), 0)',
    test: 'test/edge/writes.test.ts',
  },
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
  {
    name: 'texts may hold lone surrogates',
    file: 'shared/limits.ts',
    from: String.raw`\\p{Cc}\\p{Cs}`,
    to: String.raw`\\p{Cc}`,
    test: 'test/trainer/pull.test.ts',
    only: 'skips, counts and names',
    quick: true,
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
  {
    name: 'a resold item is off sale after its first sale',
    file: 'trainer/evaluate/inventory.ts',
    from: '? lastSale[row] : Number.POSITIVE_INFINITY',
    to: '? firstSale[row] : Number.POSITIVE_INFINITY',
    test: 'test/trainer/evaluate/inventory.test.ts',
  },
  {
    name: 'an item that was sold once counts as resold',
    file: 'trainer/evaluate/inventory.ts',
    from: 'firstSale[row] < lastSale[row]',
    to: 'firstSale[row] <= lastSale[row]',
    test: 'test/trainer/evaluate/inventory.test.ts',
  },
  // trainer/deploy
  {
    name: 'the gate refuses by half of a chance',
    file: 'trainer/deploy/gate-rule.ts',
    from: 'export const GATE_ALPHA = 0.05;',
    to: 'export const GATE_ALPHA = 0.5;',
    test: 'test/trainer/deploy/gate-rule.test.ts',
    quick: true,
  },
  {
    name: 'the gate does not correct for its three tests',
    file: 'trainer/deploy/gate-rule.ts',
    from: 'const corrected = holm(tests.map(({ p }) => p));',
    to: 'const corrected = tests.map(({ p }) => p);',
    test: 'test/trainer/deploy/gate-rule.test.ts',
  },
  {
    name: 'the gate compares models that were fitted on what it hides',
    file: 'trainer/deploy/gate.ts',
    from: 'const mineEvaluated = await openEvaluated(candidate);',
    to: 'const mineEvaluated = candidate;',
    test: 'test/trainer/deploy/gate.test.ts',
  },
  {
    name: 'a deployment of the version that serves promotes it again',
    file: 'trainer/commands/deploy.ts',
    from: 'const servedAlready = life.champion === version && life.candidate === null;',
    to: 'const servedAlready = false;',
    test: 'test/infra/acts.test.ts',
  },
  // trainer/pull and trainer/cluster
  {
    name: 'pull refuses no loss of items',
    file: 'trainer/pull/pull.ts',
    from: 'if (partial || count <= of * MOST_LEFT_OUT) return;',
    to: 'return;',
    test: 'test/trainer/pull.test.ts',
  },
  {
    name: 'pull refuses nothing that is unusable',
    file: 'trainer/pull/pull.ts',
    from: 'if (!partial) expectUsable(unusable, counts, where);',
    to: '',
    test: 'test/trainer/pull.test.ts',
  },
  {
    name: 'imported clusters are ignored',
    file: 'trainer/cluster/labels.ts',
    from: 'return dataset.clusters;',
    to: 'return null;',
    test: 'test/trainer/cluster/labels.test.ts',
  },
  // trainer/train
  {
    name: 'dropout does not make the features larger that it keeps',
    file: 'trainer/train/objective.ts',
    from: 'const kept = 1 / (1 - share);',
    to: 'const kept = 1;',
    test: 'test/trainer/network/additions.test.ts',
    quick: true,
  },
  {
    name: 'dropout keeps the share that it should hide',
    file: 'trainer/train/objective.ts',
    from: 'if (random.uniform() >= share) mask[i] = kept;',
    to: 'if (random.uniform() < share) mask[i] = kept;',
    test: 'test/trainer/network/additions.test.ts',
  },
  {
    name: 'popularity is taken from the wrong item of a pair',
    file: 'trainer/train/objective.ts',
    from: 'prior[triples[3 * triple + 1]] - prior[triples[3 * triple + 2]]',
    to: 'prior[triples[3 * triple + 2]] - prior[triples[3 * triple + 1]]',
    test: 'test/trainer/network/additions.test.ts',
  },
  {
    name: 'of two equally accurate validations the larger loss wins',
    file: 'trainer/train/schedule.ts',
    from: '(accuracy === best.accuracy && loss < best.loss)',
    to: '(accuracy === best.accuracy && loss > best.loss)',
    test: 'test/trainer/train/schedule.test.ts',
  },
  {
    name: 'the first validation of equally accurate ones wins',
    file: 'trainer/train/schedule.ts',
    from: ' || (accuracy === best.accuracy && loss < best.loss)',
    to: '',
    test: 'test/trainer/train/schedule.test.ts',
  },
  {
    name: 'a sweep takes the first lambda',
    file: 'trainer/train/sweep.ts',
    from: 'found.reduce((a, b) => (b.validationAccuracy > a.validationAccuracy ? b : a))',
    to: 'found[0]',
    test: 'test/trainer/train/sweep.test.ts',
  },
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
  // trainer/backend
  {
    name: 'segments that do not exist are written to',
    file: 'trainer/backend/kernels.ts',
    from: 'if (ids.some((id) => id < 0 || id >= (numSegments as number))) return null;',
    to: '',
    test: 'test/trainer/backend/kernels.test.ts',
  },
  // trainer/report
  {
    name: 'the labels of the ablation are cut off',
    file: 'trainer/report/sections/ablation.ts',
    from: 'labelWidth: 0',
    to: 'labelWidth: 106',
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
