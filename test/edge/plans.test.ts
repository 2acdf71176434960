// The statements of edge/storage, as SQLite plans them: none reads a whole table that grows.
import { env } from 'cloudflare:workers';
import type { D1Database, D1PreparedStatement } from '@cloudflare/workers-types';
import { beforeAll, expect, test } from 'vitest';
import type { Environment } from '../../edge/environment.ts';
import { makeBundle } from '../fixtures/bundle.ts';
import { deploy, emptyStorage, KEYS } from './harness.ts';

declare global {
  interface ImportMeta {
    glob(pattern: string, options: { eager: true }): Record<string, Record<string, unknown>>;
  }
}
const modules = import.meta.glob('../../edge/storage/*.ts', { eager: true });

/** Statements that `work` prepares, with the values that it binds. */
async function statementsOf(work: (db: D1Database) => unknown): Promise<{ sql: string; values: unknown[] }[]> {
  const seen: { sql: string; values: unknown[] }[] = [];
  const recorded = (sql: string, statement: D1PreparedStatement): D1PreparedStatement =>
    Object.assign(Object.create(statement), {
      bind(...values: unknown[]) {
        seen.push({ sql, values });
        return statement.bind(...values);
      },
      ...Object.fromEntries(
        (['all', 'first', 'run', 'raw'] as const).map((name) => [
          name,
          (...args: []) => {
            seen.push({ sql, values: [] });
            return (statement[name] as () => unknown).apply(statement, args);
          },
        ]),
      ),
    });
  const wrap = (real: D1Database): D1Database =>
    new Proxy(real, {
      get(target, name) {
        const value = Reflect.get(target, name);
        if (name === 'withSession') return (mode: string) => wrap(target.withSession(mode) as unknown as D1Database);
        if (name === 'prepare') return (sql: string) => recorded(sql, target.prepare(sql));
        if (name === 'batch')
          return (statements: D1PreparedStatement[]) => {
            // One without parameters is not bound.
            const real = statements.map((one) => (Object.hasOwn(one, 'bind') ? Object.getPrototypeOf(one) : one));
            for (const one of real)
              seen.push({
                sql: (one as { statement: string }).statement,
                values: (one as { params: unknown[] }).params,
              });
            return target.batch(real);
          };
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
  await work(wrap(env.DB));
  return seen;
}

const call = (file: string, name: string) =>
  modules[`../../edge/storage/${file}.ts`][name] as (...args: unknown[]) => Promise<unknown>;
const drained = async (pages: unknown) => {
  for await (const _ of pages as AsyncIterable<unknown>);
};
const environment = (DB: D1Database) => ({ ...env, ...KEYS, DB }) as unknown as Environment;
const event = { id: 'e', user: 'ann', item: 'w-1', kind: 'purchase', answered: false };
const sender = { owner: '', authority: true, sells: true };
const ask = <T>(work: () => Promise<T>) => work();
const counts = { version: 'v', kind: 'k', answers: 1, rails: 1, errors: 0, ms: 1, samples: 1, samplesMs: 1, seq: 1 };
const snapshot = { key: 'a', sha256: 'b', revision: 1, featuresRevision: 1 };
const change = { version: 'v', kind: 'promote', candidate: null, percent: 0, who: '', why: '', basis: 1, salt: null };
const exposure = { experiment: 'x', user: 'ann', variant: 'a', at: 1 };
const failed = { attempts: 0, reason: 'r', final: false };
const written = { id: 'w-1', about: {}, features: null, forSale: null };

/** A call of each function that asks D1. */
const CALLS: Record<string, (db: D1Database) => unknown> = {
  'attribution.readAttribution': async (db) => {
    for (const by of ['rail', 'page', 'version', 'experiment', 'day'])
      await call('attribution', 'readAttribution')(db, { by, days: 7, rule: 'last-click', from: 0, until: 1 });
  },
  'bundle-items.forgetBundles': (db) => call('bundle-items', 'forgetBundles')(db, ['v']),
  'bundle-items.seedBundle': (db) =>
    call('bundle-items', 'seedBundle')(db, { version: 'other', features: 6, items: 1 }, [
      [{ id: 'w-1', unique: true }],
    ]),
  'canary.addServed': (db) => call('canary', 'addServed')(db, [counts], 1),
  'canary.readCanary': (db) => call('canary', 'readCanary')(db, [1], ['v']),
  'consent.optIn': (db) => call('consent', 'optIn')(environment(db), 'ann'),
  'consent.optOut': (db) => call('consent', 'optOut')(environment(db), 'ann'),
  'deployments.insertSwitch': (db) => call('deployments', 'insertSwitch')(db, change),
  'deployments.noteDeployment': (db) =>
    call('deployments', 'noteDeployment')(db, 'v', { who: '', why: 'w', forced: 'f' }),
  'deployments.readDeploymentHistory': (db) => call('deployments', 'readDeploymentHistory')(db),
  'deployments.readSalts': (db) => call('deployments', 'readSalts')(db, [1]),
  'deployments.stopCanary': (db) => call('deployments', 'stopCanary')(db, 1, 'w'),
  'events.recordEvents': (db) => call('events', 'recordEvents')(environment(db), [event], sender, true),
  'events.recordWithoutConflicts': (db) =>
    call('events', 'recordWithoutConflicts')(environment(db), [event], sender, true),
  'experiments.listHeld': (db) => call('experiments', 'listHeld')(db),
  'experiments.noteExposure': (db) => call('experiments', 'noteExposure')(environment(db), exposure),
  'experiments.readHeld': (db) => call('experiments', 'readHeld')(db, 'x'),
  'experiments.readOutcomes': (db) => call('experiments', 'readOutcomes')(db, 'x'),
  'experiments.usedExperiments': (db) => call('experiments', 'usedExperiments')(db, ['x'], 1),
  'export.allImpressions': (db) => drained(call('export', 'allImpressions')(db, 0)),
  'export.eventsForTraining': (db) => drained(call('export', 'eventsForTraining')(db, 0)),
  'export.itemsWithFeatures': (db) => drained(call('export', 'itemsWithFeatures')(db, '')),
  'exposures.exposuresOf': (db) => call('exposures', 'exposuresOf')(db, 'ann', '', 10),
  'impressions.countImpressions': (db) =>
    call('impressions', 'countImpressions')(db, [{ ...event, kind: 'impression' }], async () => 'hash', 1),
  'impressions.impressionsOf': (db) => call('impressions', 'impressionsOf')(db, 'ann', 0, 10),
  'items.inputInForce': (db) => call('items', 'inputInForce')(db),
  'items.putItems': (db) => call('items', 'putItems')(db, [written], true),
  'items.unknownItems': (db) => call('items', 'unknownItems')(db, ['w-1']),
  'items.withdrawItem': (db) => call('items', 'withdrawItem')(db, 'w-1', true),
  'leases.announcement': (db) => call('leases', 'announcement')(db),
  'leases.barRelay': (db) => call('leases', 'barRelay')(db, 'r'),
  'leases.grantLease': (db) => call('leases', 'grantLease')(db, 'r', 1, 1),
  'opt-outs.isPersonalised': (db) => call('opt-outs', 'isPersonalised')(db, 'ann'),
  'monitoring.addCounts': (db) => call('monitoring', 'addCounts')(db, new Map([['requests', 1]])),
  'monitoring.exchangeCounts': (db) => call('monitoring', 'exchangeCounts')(db, new Map([['requests', 1]])),
  'orphans.deleteOrphan': (db) => call('orphans', 'deleteOrphan')(db, 'x'),
  'orphans.listOrphans': (db) => call('orphans', 'listOrphans')(db, 10, 'a'),
  'people.buyersOf': (db) => call('people', 'buyersOf')(db, 'w-1', ['w-2']),
  'people.countUsers': (db) => call('people', 'countUsers')(db),
  'people.hasEvents': (db) => call('people', 'hasEvents')(db, 'ann'),
  'people.sampleUsers': (db) => call('people', 'sampleUsers')(db, 3),
  'pictures.failedPictures': (db) => call('pictures', 'failedPictures')(db, 10),
  'pictures.failPicture': (db) => call('pictures', 'failPicture')(db, 'w-1', { ...failed, digest: 'd' }),
  'pictures.pendingPictures': (db) => call('pictures', 'pendingPictures')(db, 'e', 10),
  'pictures.putPicture': (db) => call('pictures', 'putPicture')(db, 'w-1', { digest: 'd', type: 't', bytes: 1 }, true),
  'pictures.putPictureFeatures': (db) =>
    call('pictures', 'putPictureFeatures')(db, 'w-1', { digest: 'd', encoder: 'e', features: '' }, true),
  'pictures.readItem': (db) => call('pictures', 'readItem')(db, 'w-1'),
  'pictures.readPicture': (db) => call('pictures', 'readPicture')(db, 'w-1'),
  'pictures.withUploadedImages': (db) => call('pictures', 'withUploadedImages')(db, [written]),
  'rails-config.insertConfig': (db) =>
    call('rails-config', 'insertConfig')(db, { config: {}, kind: 'change', who: '', why: '', basis: 0 }),
  'rails-config.readConfig': (db) => call('rails-config', 'readConfig')(db, 1),
  'rails-config.readConfigs': (db) => call('rails-config', 'readConfigs')(db),
  'retention.forgetEvents': (db) => call('retention', 'forgetEvents')(db, 1),
  'retention.forgetExposures': (db) => call('retention', 'forgetExposures')(db, 1),
  'retention.forgetImpressions': (db) => call('retention', 'forgetImpressions')(db, 1),
  'retention.forgetTombstones': (db) => call('retention', 'forgetTombstones')(db, 1),
  'revision.readRevision': (db) => call('revision', 'readRevision')(db),
  'snapshots.claimSnapshot': (db) => call('snapshots', 'claimSnapshot')(db, 'v'),
  'snapshots.forgetSnapshot': (db) => call('snapshots', 'forgetSnapshot')(db, 'v', snapshot),
  'snapshots.nameSnapshot': (db) => call('snapshots', 'nameSnapshot')(db, 'v', snapshot, snapshot),
  'snapshots.readChanges': (db) => call('snapshots', 'readChanges')(db, snapshot),
  'snapshots.readSnapshot': (db) => call('snapshots', 'readSnapshot')(db, 'v'),
  'snapshots.releaseSnapshot': (db) => call('snapshots', 'releaseSnapshot')(db, 'v', snapshot),
  'state.d1Database': async (db) => {
    const database = (call('state', 'd1Database') as unknown as (...args: unknown[]) => Record<string, typeof ask>)(
      db,
      ask,
      { counted: new Set(['purchase', 'like', 'cart']), mostImpressions: 3 },
    );
    await database.read({ since: 0, user: 'ann' } as never);
    await database.known('ann' as never);
  },
  'users.eraseUser': (db) => call('users', 'eraseUser')(environment(db), 'ann'),
  'users.readUser': (db) => call('users', 'readUser')(db, 'ann', 10, '5.1'),
};
/** Functions that ask no database, and parts of SQL that the others use. */
const WITHOUT_DATABASE = [
  ...['available.withStorage', 'deadline.atMost', 'deadline.within', 'changes.parseChanges', 'changes.encodeFeatures'],
  ...[
    'attribution-rule.attributionRule',
    'parsed-refs.withoutSignature',
    'prices.detailOfItem',
    'prices.withPrice',
    'events.isNew',
    'events.tokenSender',
    'events.storefrontSender',
    'known-items.isKnownItem',
    'known-items.isUniqueItem',
  ],
  ...['leases.announcing', 'leases.announcementOf', 'retention.eventSeconds', 'pictures.picturePath'],
  ...['rails-config.newerConfig', 'rails-config.parseConfig'],
  ...['opt-outs.isOptedOut', 'feedback.feedbackOf', 'history.isNeeded', 'history.knownOf'],
  ...['tombstones.tombstoneHasher', 'tombstones.tombstoneSeconds', 'breaker.Breaker', 'breaker.BreakerOpen'],
];
/** For pages of the demonstration alone, which say so; and once a promotion, in the background, over the items of bundles. */
const MAY_SCAN = ['people.sampleUsers', 'people.countUsers', 'bundle-items.forgetBundles'];
const GROWING = [
  'events',
  'items',
  'bundle_items',
  'tombstones',
  'forgotten_sales',
  'pictures',
  'impressions',
  'exposures',
  'opt_outs',
];

beforeAll(async () => {
  await emptyStorage();
  await deploy(await makeBundle({ items: 30 }));
});

test('every function of edge/storage is called here, or asks no database', () => {
  const functions = Object.entries(modules).flatMap(([path, module]) =>
    Object.entries(module)
      .filter(([, value]) => typeof value === 'function')
      .map(([name]) => `${/(\w[\w-]*)\.ts$/.exec(path)![1]}.${name}`),
  );
  expect(functions.sort()).toEqual([...Object.keys(CALLS), ...WITHOUT_DATABASE].sort());
});

test.each(Object.entries(CALLS))('%s reads no whole table that grows', async (name, work) => {
  const statements = await statementsOf(work);
  expect(statements.length).toBeGreaterThan(0);
  const scans: string[] = [];
  for (const { sql, values } of statements) {
    const { results } = await env.DB.prepare(`EXPLAIN QUERY PLAN ${sql}`)
      .bind(...values)
      .all<{ detail: string }>();
    for (const { detail } of results) {
      const [, table] = /^SCAN (\w+)/.exec(detail) ?? [];
      if (GROWING.includes(table)) scans.push(`${detail} in ${sql}`);
    }
  }
  if (MAY_SCAN.includes(name)) expect(scans).not.toEqual([]);
  else expect(scans).toEqual([]);
});
