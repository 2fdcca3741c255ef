import { concat, map, type Observable, of, timer } from 'rxjs';
import { sql } from '../definitions/sql.ts';
import type { CaseBody } from './engineCase.ts';
import { allOf, holds, oneOf, order, refused, rowsOf, same, someOrders, write } from './engineChecks.ts';

/** Making and dropping tables, and what can be asked about them. */
export const engineTableCases: readonly CaseBody[] = [
  {
    name: 'ensure: makes a table once, when it is subscribed to',
    body: async ({ engine, absent }) => {
      const ensure$ = engine.ensure(absent);
      await refused('rows before subscribing', engine.read(absent).rows(), 'not_found');
      same('the first time', await oneOf(ensure$), { existed: false, created: true });
      await write(engine, absent, [[order(1)]]);
      same('the second time', await oneOf(ensure$), { existed: true, created: false });
      same('rows after ensuring again', await rowsOf(engine, absent), [order(1)]);
    },
  },
  {
    name: 'drop: removes a table once, when it is subscribed to',
    body: async ({ engine, orders }) => {
      await write(engine, orders, [[order(1)]]);
      const drop$ = engine.drop(orders);
      same('rows before subscribing', await rowsOf(engine, orders), [order(1)]);
      same('the first time', await oneOf(drop$), { existed: true });
      same('the second time', await oneOf(drop$), { existed: false });
      await refused('rows of a dropped table', engine.read(orders).rows(), 'not_found');
      await oneOf(engine.ensure(orders));
      same('rows of a table made again', await rowsOf(engine, orders), []);
    },
  },
  {
    name: 'schema: names the columns of a table, and refuses one that is not there',
    body: async ({ engine, orders, absent }) => {
      same('columns', Object.keys(await oneOf(engine.schema(orders))), ['id', 'name', 'amount']);
      await refused('the schema of an absent table', engine.schema(absent), 'not_found');
    },
  },
  {
    name: 'versions: rise with each write that changed something',
    needs: ['versions'],
    body: async ({ engine, orders }) => {
      const now = async () => (await oneOf(engine.versions([orders.id]))).get(orders.id);
      const seen = [await now()];
      const overwrite = { mode: 'overwrite' } as const;
      for (const mode of [{ mode: 'append' }, overwrite, { mode: 'merge' }] as const) {
        const { version, versionBefore } = await write(engine, orders, [[order(1, seen.length)]], mode);
        same(`version told by ${mode.mode}`, version, await now());
        same(`version before ${mode.mode}`, versionBefore, seen.at(-1));
        seen.push(version);
      }
      const rises = seen.every((version, i) => i === 0 || Number(version) > Number(seen[i - 1]));
      holds(`versions that rise, as of ${seen}`, rises);
    },
  },
  {
    name: 'versions: tell of writes at the same time which version each of them found',
    needs: ['versions'],
    body: async ({ engine, orders }) => {
      const slowly = (from: number) =>
        concat(of([order(from)]), timer(20).pipe(map(() => [order(from + 10)])));
      const written = await Promise.all([1, 2, 3].map((from) => write(engine, orders, slowly(from))));
      const steps = [...written].sort((a, b) => Number(a.version) - Number(b.version));
      const [found, left] = [steps.slice(1), steps.slice(0, -1)];
      same(
        'versions found by the later writes',
        found.map(({ versionBefore }) => versionBefore),
        left.map(({ version }) => version),
      );
    },
  },
  {
    name: 'versions: of many are told in one answer, which leaves out what is not there',
    needs: ['versions'],
    body: async ({ engine, orders, parts, absent }) => {
      await write(engine, parts, [[order(1)]]);
      const versions = await oneOf(engine.versions([absent.id, orders.id, 'suite.unheard_of', parts.id]));
      same('entities that have a version', [...versions.keys()].sort(), [orders.id, parts.id]);
      holds('a version above the first for what was written', Number(versions.get(parts.id)) > 0);
      same('versions of none', [...(await oneOf(engine.versions([])))], []);
    },
  },
  {
    name: 'estimateSize: is right to an order of magnitude, and refuses a table that is not there',
    body: async ({ engine, orders, absent }) => {
      await write(engine, orders, [someOrders(1_000)]);
      const { rows = 1_000, bytes = 1 } = await oneOf(engine.estimateSize(orders.id));
      holds(`about 1,000 rows, as of ${rows}`, rows >= 100 && rows <= 10_000);
      holds(`some bytes, as of ${bytes}`, bytes > 0);
      await refused('the size of an absent table', engine.estimateSize(absent.id), 'not_found');
    },
  },
  {
    name: 'close: ends everything, and can be said twice',
    body: async ({ engine, orders }) => {
      const frame = engine.read(orders);
      const query = engine.query(sql`select * from ${frame}`);
      same('what closing emits', (await allOf(engine.close())).length, 1);
      same('what closing again emits', (await allOf(engine.close())).length, 1);
      const asked: Readonly<Record<string, Observable<unknown>>> = {
        rows: frame.rows(),
        columns: frame.columns(),
        'rows of a query': query.rows(),
        write: engine.write(orders, [[order(1)]], { mode: 'append' }),
        ensure: engine.ensure(orders),
        drop: engine.drop(orders),
        schema: engine.schema(orders),
        versions: engine.versions([orders.id]),
        estimateSize: engine.estimateSize(orders.id),
        history: engine.history(),
        prune: engine.prune(0),
        notes: engine.notes('suite.a'),
        note: engine.note('suite.a', [['a', 1]]),
      };
      for (const [what, source] of Object.entries(asked))
        await refused(`${what} of a closed engine`, source, 'closed');
    },
  },
];
