import { timer } from 'rxjs';
import type { Engine } from '../data/engine.ts';
import type { HistoryEntry, HistoryQuery } from '../data/history.ts';
import type { Written } from '../data/write.ts';
import type { Entity } from '../definitions/entity.ts';
import type { CaseBody } from './engineCase.ts';
import {
  allOf,
  failureOf,
  holds,
  oneOf,
  order,
  refused,
  rowsOf,
  same,
  someOrders,
  write,
} from './engineChecks.ts';

type Told = Pick<Written, 'mode' | 'version' | 'rowsWritten' | 'inserted' | 'updated' | 'deleted'>;

const told = ({ mode, version, rowsWritten, inserted, updated, deleted }: Told): Told => ({
  mode,
  version,
  rowsWritten,
  inserted,
  updated,
  deleted,
});
const historyOf = (engine: Engine, query?: HistoryQuery) => oneOf(engine.history(query));
const namesOf = (entries: readonly HistoryEntry[]) => entries.map(({ once }) => once);
const append = { mode: 'append' } as const;
/** A write that is known by the name under which it is done once. */
const named = (engine: Engine, entity: Entity, once: string, by = {}) =>
  write(engine, entity, [[order(1)]], append, { once, by });

/** Who wrote what when. */
export const engineHistoryCases: readonly CaseBody[] = [
  {
    name: 'history: tells of each write what it told itself, newest first',
    body: async ({ engine, orders }) => {
      const by = { runId: 'r1', pipeId: 'p1', packageName: 'shop', packageVersion: '1.2.3' };
      const written = [
        await write(engine, orders, [someOrders(3)], append, { by, once: 'first' }),
        await write(engine, orders, [[order(1, 10), order(9)]], { mode: 'merge' }),
        await write(engine, orders, [[order(9)]], { mode: 'overwrite' }),
      ];
      const entries = await historyOf(engine, { entityIds: [orders.id] });
      same('what is told', entries.map(told), written.map(told).reverse());
      const rise = entries.every(
        ({ sequence }, i) => i === 0 || sequence < Number(entries[i - 1]?.sequence),
      );
      holds(`sequences that rise with each write, as of ${entries.map(({ sequence }) => sequence)}`, rise);
      const times = entries.every(({ at, durationMs }) => Number.isFinite(at) && durationMs >= 0);
      holds('a time and a duration for each', times);
      const first = entries.at(-1);
      const { runId, pipeId, packageName, packageVersion } = first?.by ?? {};
      same('by', { runId, pipeId, packageName, packageVersion }, by);
      same('once', namesOf(entries), [undefined, undefined, 'first']);
      same('entityId', first?.entityId, orders.id);
      same('runId of a write of nobody', entries[0]?.by.runId, undefined);
    },
  },
  {
    name: 'history: gives those of entities, of a run, of a pipe, after one, and no more than asked for',
    body: async ({ engine, orders, parts }) => {
      await named(engine, orders, 'a', { runId: 'r1', pipeId: 'p1' });
      await named(engine, parts, 'b', { runId: 'r1', pipeId: 'p2' });
      await named(engine, orders, 'c', { runId: 'r2', pipeId: 'p1' });
      await named(engine, parts, 'd', { runId: 'r2', pipeId: 'p2' });
      const [, , b] = await historyOf(engine, { entityIds: [orders.id, parts.id] });
      const wanted: readonly (readonly [HistoryQuery, string])[] = [
        [{}, 'dcba'],
        [{ entityIds: [orders.id] }, 'ca'],
        [{ entityIds: [orders.id, parts.id] }, 'dcba'],
        [{ entityIds: [] }, ''],
        [{ runId: 'r1' }, 'ba'],
        [{ pipeId: 'p2' }, 'db'],
        [{ pipeId: 'p2', runId: 'r1' }, 'b'],
        [{ after: b?.sequence ?? 0 }, 'dc'],
        [{ limit: 3 }, 'dcb'],
        [{ limit: 1, entityIds: [orders.id] }, 'c'],
        [{ runId: 'r3' }, ''],
      ];
      for (const [query, expected] of wanted)
        same(JSON.stringify(query), namesOf(await historyOf(engine, query)).join(''), expected);
    },
  },
  {
    name: 'history: tells nothing of a write that failed, or that was refused',
    body: async ({ engine, orders }) => {
      await named(engine, orders, 'a');
      const bad = [[order(1)], [{ id: 'x' }]];
      await refused('a bad row', engine.write(orders, bad, append, { once: 'b' }), 'schema_mismatch');
      same('names of writes', namesOf(await historyOf(engine, { entityIds: [orders.id] })), ['a']);
    },
  },
  {
    name: 'history: tells of writes of a transaction once they are committed',
    needs: ['transactions'],
    body: async ({ engine, orders, parts }) => {
      const entityIds = [orders.id, parts.id];
      const namesNow = async (from = engine) => namesOf(await historyOf(from, { entityIds }));
      const work = async (inside: Engine) => {
        await named(inside, orders, 'a');
        await named(inside, parts, 'b');
        same('names seen from inside', await namesNow(inside), ['b', 'a']);
        same('names seen from outside', await namesNow(), []);
      };
      await allOf(engine.transaction(work));
      same('names after the commit', await namesNow(), ['b', 'a']);
      const failing = async (inside: Engine) => {
        await named(inside, orders, 'c');
        throw new Error('the work broke');
      };
      await failureOf('a transaction that fails', engine.transaction(failing));
      same('names after a failure', await namesNow(), ['b', 'a']);
    },
  },
  {
    name: 'prune: lets go of what is told of writes before a time, and of no rows that are there',
    body: async ({ engine, orders }) => {
      await named(engine, orders, 'a');
      await allOf(timer(20));
      await named(engine, orders, 'b');
      const entityIds = [orders.id];
      const [b] = await historyOf(engine, { entityIds });
      same('entries before 0', (await oneOf(engine.prune(0))).entries, 0);
      const { entries } = await oneOf(engine.prune(b?.at ?? 0));
      holds(`an entry that is let go, as of ${entries}`, entries >= 1);
      same('names of writes', namesOf(await historyOf(engine, { entityIds })), ['b']);
      same('rows', await rowsOf(engine, orders), [order(1), order(1)]);
    },
  },
  {
    name: 'prune: lets go of versions that ended before a time, and not of the last',
    needs: ['timeTravel', 'versions'],
    body: async ({ engine, orders }) => {
      const { version: first = 0 } = await write(engine, orders, [someOrders(3)]);
      await allOf(timer(20));
      const { version = 0 } = await write(engine, orders, [[order(9)]], { mode: 'overwrite' });
      const [last] = await historyOf(engine, { entityIds: [orders.id] });
      await oneOf(engine.prune(0));
      same('rows before', await rowsOf(engine, orders, { kind: 'rows', version: first }), someOrders(3));
      const { rows } = await oneOf(engine.prune(Number(last?.at) + 1));
      holds(`rows that are let go, as of ${rows}`, rows >= 1);
      const old = engine.read(orders, { kind: 'rows', version: first });
      await refused('rows at a version that ended', old.rows(), 'version_not_found');
      same('rows at the last', await rowsOf(engine, orders, { kind: 'rows', version }), [order(9)]);
    },
  },
];
