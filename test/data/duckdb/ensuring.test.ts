import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { concat, forkJoin, lastValueFrom } from 'rxjs';
import { duckdbEngine } from '../../../lib/data/duckdb/duckdbEngine.ts';
import type { Engine } from '../../../lib/data/engine.ts';
import { entity } from '../../../lib/definitions/entity.ts';
import { pipe } from '../../../lib/definitions/pipe.ts';
import { sql } from '../../../lib/definitions/sql.ts';
import { run } from '../../../lib/execution/run.ts';
import { toResult } from '../../../lib/execution/toResult.ts';
import { Signals } from '../../../lib/signals/signals.ts';

const schema = { id: 'bigint' } as const;
const tablesOf = (layer: string) =>
  Array.from({ length: 40 }, (_, i) => entity(`${layer}.e${i}`, { schema }));

describe('ensure', () => {
  let engine: Engine;
  beforeEach(() => {
    engine = duckdbEngine(':memory:');
  });
  afterEach(() => lastValueFrom(engine.close()));

  const ensureAll = (inside: Engine, layers: readonly string[]) =>
    forkJoin(layers.flatMap(tablesOf).map((one) => inside.ensure(one)));

  it('makes many tables of schemas that are not there yet, all at once', async () => {
    const made = await lastValueFrom(ensureAll(engine, ['bronze', 'silver', 'gold']));

    expect(made.filter(({ created }) => created)).toHaveLength(120);
  });

  it('makes them in one transaction', async () => {
    const made = await lastValueFrom(
      engine.transaction((inside) => ensureAll(inside, ['bronze', 'silver'])),
    );

    expect(made.filter(({ created }) => created)).toHaveLength(80);
  });

  it('makes them in two transactions and apart at the same time', async () => {
    const one = entity('bronze.one', { schema });
    const transactions = ['a', 'b'].map((name) =>
      engine.transaction((inside) => inside.ensure(entity(`bronze.${name}`, { schema }))),
    );

    expect(await lastValueFrom(forkJoin([...transactions, engine.ensure(one)]))).toEqual(
      Array.from({ length: 3 }, () => ({ existed: false, created: true })),
    );
  });

  it('says conflict in a transaction that has read what it would have to read again', async () => {
    const late = entity('gold.late', { schema });
    const work = (inside: Engine) => concat(inside.versions([late.id]), inside.ensure(late));

    await expect(lastValueFrom(engine.transaction<unknown>(work))).rejects.toMatchObject({
      errorClass: 'conflict',
      transient: true,
    });
    expect(await lastValueFrom(engine.transaction<unknown>(work))).toMatchObject({ created: true });
  });

  it('says none where it was made ready before', async () => {
    const late = entity('gold.late', { schema });
    const work = (inside: Engine) => concat(inside.versions([late.id]), inside.ensure(late));
    const ready$ = engine.makeReady?.([late.id, 'main.nothing', 'rekindle.taken']) ?? [];

    expect(await lastValueFrom(concat(ready$, engine.transaction<unknown>(work)))).toMatchObject({
      created: true,
    });
  });

  it('is not tried again by a run whose tables are the first of their schemas', async () => {
    const signals = new Signals();
    const retries: unknown[] = [];
    signals.of('datapipes.pipe_retrying').subscribe((event) => retries.push(event.payload));
    const [raw, clean] = [entity('bronze.raw', { schema }), entity('silver.clean', { schema })];
    const source = pipe('source', { output: raw, run: () => [[{ id: 1 }]] });
    const cleaning = pipe('cleaning', {
      ...{ inputs: [raw], output: clean, incremental: true },
      run: ({ bronze_raw }) => sql`select * from ${bronze_raw}`,
    });
    const events$ = run([source, cleaning], { engine, signals });
    const result = await lastValueFrom(events$.pipe(toResult()));

    expect([result.status, retries]).toEqual(['succeeded', []]);
  });
});
