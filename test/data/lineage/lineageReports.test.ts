import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { concatMap, firstValueFrom, lastValueFrom } from 'rxjs';
import { adoptionReport } from '../../../lib/data/lineage/adoptionReport.ts';
import { backfillLineage } from '../../../lib/data/lineage/backfillLineage.ts';
import { recordsByVersion } from '../../../lib/data/lineage/recordsByVersion.ts';
import { staleReport } from '../../../lib/data/lineage/staleReport.ts';
import { memoryEngine } from '../../../lib/data/memory/memoryEngine.ts';
import { entity } from '../../../lib/definitions/entity.ts';
import { Signals } from '../../../lib/signals/signals.ts';
import { type DuckdbText, duckdbText } from '../support/duckdbText.ts';
import { now } from '../support/now.ts';

const orders = entity('silver.orders', { keys: ['id'] });
const plain = entity('silver.plain');
const by = (package_version: string, pipe_id = 'clean') => ({
  _silver_lineage: { pipe_id, package_name: 'shop', package_version, layer: 'silver', at: new Date(0) },
});
const versions = [
  { packageName: 'shop', packageVersion: '2.0.0', pipeId: 'clean', rows: 3 },
  { packageName: null, packageVersion: null, pipeId: null, rows: 2 },
  { packageName: 'shop', packageVersion: '1.0.0', pipeId: 'clean', rows: 1 },
  { packageName: 'shop', packageVersion: '1.0.0', pipeId: 'other', rows: 1 },
];
const report = { entityId: 'silver.orders', layer: 'silver', currentVersion: '2.0.0' };
const counts = { rowsCurrent: 3, rowsStale: 2, rowsUnversioned: 2 };
const backfill = { pipeId: 'ingest', packageName: 'shop', packageVersion: '0.9.0', at: 5_000 };
const filled = {
  pipe_id: 'ingest',
  package_name: 'shop',
  package_version: '0.9.0',
  layer: 'silver',
  at: new Date(5_000),
};

function stored() {
  const engine = memoryEngine({ batchSize: 2 });
  const [one, two] = [by('1.0.0'), by('2.0.0')];
  const all = [{}, two, one, two, { _silver_lineage: null }, by('1.0.0', 'other'), two];
  const append = { mode: 'append' } as const;
  now(engine.write(orders, [all.map((row, id) => ({ id, ...row }))], append, { ensure: true }));
  now(engine.write(plain, [[{ id: 1 }, { id: 1 }]], append, { ensure: true }));
  return engine;
}

describe('reports of lineage, by rows', () => {
  it('count rows by version, those of a table that never had lineage as nobody’s', () => {
    expect(now(recordsByVersion(orders, stored()))).toEqual([versions]);
    expect(now(recordsByVersion(plain, stored()))).toEqual([[{ ...versions[1], rows: 2 }]]);
  });

  it('say how far a version is adopted, and tell it', () => {
    const signals = new Signals();
    const told: unknown[] = [];
    signals.of('datapipes.lineage_audit').subscribe(({ payload }) => told.push(payload));
    expect(now(adoptionReport(orders, stored(), { currentVersion: '2.0.0', emit: signals.emit }))).toEqual([
      { ...report, ...counts, rows: 7, share: 3 / 7, versions },
    ]);
    expect(told).toEqual([{ ...report, ...counts }]);
  });

  it('find what is stale, the worst first, and what is not left out', () => {
    const [engine, empty, none] = [stored(), entity('gold.empty'), entity('elsewhere')];
    now(engine.ensure(empty));
    const stale =
      now(staleReport([orders, empty, none, plain], engine, { currentVersion: '2.0.0' }))[0] ?? [];
    expect(stale.map(({ entityId, share }) => [entityId, share])).toEqual([
      ['silver.plain', 0],
      ['silver.orders', 3 / 7],
    ]);
    expect(now(staleReport([plain], engine, { currentVersion: ({ id }) => id }))[0]).toMatchObject([
      { currentVersion: 'silver.plain' },
    ]);
  });

  it('refuse an entity without a layer, and one without a table', () => {
    expect(() => now(recordsByVersion(entity('orders'), stored()))).toThrow(
      'expected orders to be of one of the layers bronze, silver, gold, got none',
    );
    expect(() => now(recordsByVersion(entity('silver.ordres'), stored()))).toThrow(
      'did you mean silver.orders?',
    );
  });
});

describe('backfillLineage, by rows', () => {
  it('writes only those that lack it where there are keys', () => {
    const engine = stored();
    expect(now(backfillLineage(orders, engine, backfill))).toEqual([{ rows: 2 }]);
    const rows = now(engine.read(orders).rows()).flat();
    expect(rows.filter(({ id }) => id === 0 || id === 4)).toEqual([
      { id: 0, _silver_lineage: filled },
      { id: 4, _silver_lineage: filled },
    ]);
    expect(rows[1]).toEqual({ id: 1, ...by('2.0.0') });
    expect(now(backfillLineage(orders, engine, backfill))).toEqual([{ rows: 0 }]);
  });

  it('writes all where there are none, and keeps what there is', () => {
    const engine = stored();
    expect(now(backfillLineage(plain, engine, backfill))).toEqual([{ rows: 2 }]);
    now(backfillLineage(plain, engine, { ...backfill, pipeId: 'later' }));
    expect(now(engine.read(plain).rows()).flat()).toEqual([
      { id: 1, _silver_lineage: filled },
      { id: 1, _silver_lineage: filled },
    ]);
  });
});

describe('reports of lineage, by SQL that DuckDB runs', () => {
  let duckdb: DuckdbText;
  beforeAll(async () => {
    duckdb = await duckdbText();
    const struct = (version: string, pipe = 'clean') =>
      `{'pipe_id': '${pipe}', 'package_name': 'shop', 'package_version': '${version}', 'layer': 'silver', 'at': timestamp '1970-01-01'}`;
    const all = [
      'null',
      struct('2.0.0'),
      struct('1.0.0'),
      struct('2.0.0'),
      'null',
      struct('1.0.0', 'other'),
      struct('2.0.0'),
    ];
    await duckdb.ask(
      `create table "silver.orders" as select * from (values ${all.map((one, i) => `(${i}, ${one})`).join(', ')}) t(id, _silver_lineage)`,
    );
    await duckdb.ask('create table "silver.plain" as select 1 as id');
  });
  afterAll(() => duckdb.close());

  it('say what the rows say', async () => {
    expect(await firstValueFrom(recordsByVersion(orders, duckdb.engine))).toEqual(versions);
    expect(await firstValueFrom(recordsByVersion(plain, duckdb.engine))).toEqual([
      { ...versions[1], rows: 1 },
    ]);
  });

  it('fill in what is missing, in a table that never had the column as well', async () => {
    const keyless = entity('silver.plain');
    await lastValueFrom(
      backfillLineage(keyless, { ...duckdb.engine, write: filledInto(duckdb) }, backfill).pipe(
        concatMap(() => recordsByVersion(keyless, duckdb.engine)),
      ),
    ).then((found) =>
      expect(found).toEqual([{ packageName: 'shop', packageVersion: '0.9.0', pipeId: 'ingest', rows: 1 }]),
    );
  });
});

/** Overwriting has to take its rows before it empties the table that they come from. */
function filledInto(duckdb: DuckdbText): DuckdbText['engine']['write'] {
  return (of, source, mode, options) => {
    const copy = { ...of, id: `${of.id}.copy` };
    return duckdb.engine
      .write(copy, source, { mode: 'append' }, options)
      .pipe(concatMap(() => duckdb.engine.write(of, duckdb.engine.read(copy), mode)));
  };
}
