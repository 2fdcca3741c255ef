import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { concatMap, defer, from, map, type Observable, VirtualTimeScheduler } from 'rxjs';
import type { Engine } from '../../lib/data/engine.ts';
import { EngineError } from '../../lib/data/engineError.ts';
import { memoryEngine } from '../../lib/data/memory/memoryEngine.ts';
import { watermarks } from '../../lib/data/watermarks/watermarks.ts';
import { type Entity, entity } from '../../lib/definitions/entity.ts';
import type { Row } from '../../lib/definitions/frame.ts';
import { type Pipe, pipe } from '../../lib/definitions/pipe.ts';
import type { PipeSettings } from '../../lib/definitions/pipeSettings.ts';
import { dryRun } from '../../lib/execution/dryRun/dryRun.ts';
import { renderDryRun } from '../../lib/execution/dryRun/renderDryRun.ts';
import { run } from '../../lib/execution/run.ts';
import type { RunOptions } from '../../lib/execution/runOptions.ts';
import { Signals } from '../../lib/signals/signals.ts';
import { now } from '../data/support/now.ts';
import { failureOf } from '../support/failureOf.ts';
import { failingEngine } from './support/failingEngine.ts';
import { endings } from './support/flow.ts';

const source = entity('bronze.orders', { keys: ['id'] });
const log = entity('bronze.log');
const merged = entity('silver.orders', { keys: ['id'] });
const appended = entity('silver.log');

/** A pipe that passes on what it is given, and remembers how many rows that were. */
function copying(input: Entity, output: Entity, settings: PipeSettings) {
  const given: number[] = [];
  const copy: Pipe = pipe<string, readonly Entity[], Entity | undefined>('copy', {
    inputs: [input],
    output,
    ...settings,
    run: (inputs) =>
      defer(() => {
        const place = given.push(0) - 1;
        return (inputs[input.id] as NonNullable<(typeof inputs)[string]>).rows().pipe(
          map((rows) => {
            given[place] = (given[place] ?? 0) + rows.length;
            return rows;
          }),
        );
      }),
  });
  return { copy, given };
}

const writeTo = (engine: Engine, to: Entity, rows: readonly Row[]) =>
  now(engine.write(to, [rows], { mode: to.keys.length > 0 ? 'merge' : 'append' }, { ensure: true }));
const contentOf = (engine: Engine, of: Entity) => now(engine.read(of).rows()).flat();
const byId = (rows: readonly Row[]) =>
  [...rows].sort((one, other) => Number(one['id']) - Number(other['id']));
const place = (input: Entity) => ({ readerId: 'copy', entityId: input.id });
const markOf = (engine: Engine, input: Entity) => now(watermarks(engine).get(place(input)))[0]?.cursor;

function ending(pipes: readonly Pipe[], options: RunOptions): string | undefined {
  return now(endings(run(pipes, options)))[0]?.['copy'];
}

describe('incremental', () => {
  it('reads everything the first time, what came or changed since after that, and nothing where nothing did', () => {
    const engine = memoryEngine();
    const { copy, given } = copying(source, merged, { incremental: true });
    writeTo(engine, source, [
      { id: 1, v: 1 },
      { id: 2, v: 1 },
    ]);
    expect(ending([copy], { engine })).toBe('succeeded');
    writeTo(engine, source, [
      { id: 2, v: 2 },
      { id: 3, v: 1 },
    ]);
    expect(ending([copy], { engine })).toBe('succeeded');
    expect(ending([copy], { engine })).toBe('skipped: no_data');
    expect(given).toEqual([2, 2]);
    expect(byId(contentOf(engine, merged))).toEqual([
      { id: 1, v: 1 },
      { id: 2, v: 2 },
      { id: 3, v: 1 },
    ]);
    expect(markOf(engine, source)).toEqual({ kind: 'version', version: 2 });
  });

  it('appends what is new where the output has no keys', () => {
    const engine = memoryEngine();
    const { copy } = copying(log, appended, { incremental: 'version' });
    for (const n of [1, 2, 3]) {
      writeTo(engine, log, [{ n }]);
      expect(ending([copy], { engine })).toBe('succeeded');
    }
    expect(contentOf(engine, appended)).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
  });

  it('leaves what arrives while it reads for the next time', () => {
    const engine = memoryEngine();
    const { copy, given } = copying(log, appended, { incremental: true });
    const late: Pipe = {
      ...copy,
      run: (...read) =>
        defer(() => {
          writeTo(engine, log, [{ n: 2 }]);
          return copy.run(...read) as Observable<never>;
        }),
    };
    writeTo(engine, log, [{ n: 1 }]);
    expect(ending([late], { engine })).toBe('succeeded');
    expect(ending([copy], { engine })).toBe('succeeded');
    expect([given, contentOf(engine, appended)]).toEqual([
      [1, 1],
      [{ n: 1 }, { n: 2 }],
    ]);
  });

  it('follows changes, so that what is deleted is deleted', () => {
    const engine = memoryEngine();
    const { copy } = copying(source, merged, { incremental: 'changes' });
    writeTo(engine, source, [
      { id: 1, v: 1 },
      { id: 2, v: 1 },
    ]);
    expect(ending([copy], { engine })).toBe('succeeded');
    const gone = { op: '=', column: 'gone', value: true } as const;
    const mode = { mode: 'merge', deleteWhen: gone, markers: ['gone'] } as const;
    now(
      engine.write(
        source,
        [
          [
            { id: 1, gone: true },
            { id: 2, v: 7, gone: false },
          ],
        ],
        mode,
      ),
    );
    expect(ending([copy], { engine })).toBe('succeeded');
    expect(contentOf(engine, merged)).toEqual([{ id: 2, v: 7 }]);
  });

  it('goes by a column, and looks again at rows that may come late', () => {
    const engine = memoryEngine();
    const at = (minute: number) => new Date(minute * 60_000);
    const { copy, given } = copying(source, merged, { incremental: { column: 'at', lag: 120_000 } });
    writeTo(engine, source, [
      { id: 1, at: at(1) },
      { id: 2, at: at(10) },
    ]);
    expect(ending([copy], { engine })).toBe('succeeded');
    expect(markOf(engine, source)).toEqual({ kind: 'column', column: 'at', value: at(10) });
    expect(ending([copy], { engine })).toBe('skipped: no_data');
    writeTo(engine, source, [
      { id: 3, at: at(9) },
      { id: 4, at: at(5) },
    ]);
    expect(ending([copy], { engine })).toBe('succeeded');
    expect(given).toEqual([2, 2]);
    expect(byId(contentOf(engine, merged)).map(({ id }) => id)).toEqual([1, 2, 3]);
  });

  it('refuses a column that no row has, with the nearest', () => {
    const engine = memoryEngine();
    const { copy } = copying(log, appended, { incremental: { column: 'updated_at' } });
    writeTo(engine, log, [{ updatedAt: 1 }]);
    expect(ending([copy], { engine })).toContain(
      'in the column updated_at to read on from, got none; did you mean "updatedAt"?',
    );
  });

  it('moves no watermark where the write fails, and tells so', () => {
    const engine = memoryEngine();
    const signals = new Signals();
    const names: string[] = [];
    signals.of('watermark.*').subscribe(({ name }) => names.push(name.slice(10)));
    const { copy } = copying(log, appended, { incremental: true });
    const broken: Pipe = { ...copy, run: () => from([[{ n: 1 }], [7]]) as Observable<never> };
    writeTo(engine, log, [{ n: 1 }]);
    expect(ending([broken], { engine, signals })).toContain('failed: ');
    expect(markOf(engine, log)).toBeUndefined();
    expect(ending([copy], { engine, signals })).toBe('succeeded');
    writeTo(engine, log, [{ n: 2 }]);
    expect(ending([copy], { engine, signals })).toBe('succeeded');
    expect(ending([copy], { engine, signals })).toBe('skipped: no_data');
    expect(names).toEqual([
      ...['before_get', 'watermark_missing'],
      ...['before_get', 'watermark_missing', 'before_save', 'after_save'],
      ...[
        'before_get',
        'watermark_found',
        'version_changed',
        'before_save',
        'after_save',
        'watermark_advanced',
      ],
      ...['before_get', 'watermark_found', 'no_new_data'],
    ]);
  });

  it('reads everything again where what changed is not known any more, and tells so', () => {
    const engine = memoryEngine({ history: 2 });
    const signals = new Signals();
    const reasons: unknown[] = [];
    signals.of('watermark.watermark_reset').subscribe(({ payload }) => reasons.push(payload));
    const { copy } = copying(log, appended, { incremental: 'changes', write: 'overwrite' });
    writeTo(engine, log, [{ n: 0 }]);
    ending([copy], { engine });
    for (const n of [1, 2, 3]) writeTo(engine, log, [{ n }]);
    expect(ending([copy], { engine, signals })).toBe('succeeded');
    expect(contentOf(engine, appended)).toMatchObject([0, 1, 2, 3].map((n) => ({ n })));
    expect(reasons).toEqual([
      {
        ...{ ...place(log), oldWatermark: 1, newWatermark: 4 },
        reason: 'version_not_found: bronze.log: expected a version from 3 to 4, got 1',
      },
    ]);
  });

  it.each([
    ['the table that it writes is gone', (engine: Engine) => now(engine.drop(appended))],
    [
      'its input was made anew',
      (engine: Engine) => {
        now(engine.drop(log));
        now(engine.ensure(log));
      },
    ],
  ])('reads everything again where %s', (_, happens) => {
    const engine = memoryEngine();
    const { copy } = copying(log, appended, { incremental: true });
    writeTo(engine, log, [{ n: 1 }]);
    ending([copy], { engine });
    happens(engine);
    expect(ending([copy], { engine })).toBe('succeeded');
    expect(contentOf(engine, appended)).toEqual(contentOf(engine, log));
  });

  it('is done again at once when it came in conflict with somebody, a few times', () => {
    const scheduler = new VirtualTimeScheduler();
    const engine = memoryEngine({ scheduler });
    const { copy } = copying(log, appended, { incremental: true });
    let conflicts = 0;
    const losing: Engine = {
      ...engine,
      transaction: (work) =>
        engine.transaction((inside) =>
          defer(() => {
            conflicts += 1;
            if (conflicts <= 3) throw new EngineError('conflict', 'somebody was faster');
            return from(work(inside));
          }),
        ),
    };
    writeTo(engine, log, [{ n: 1 }]);
    const ends: unknown[] = [];
    const told: unknown[] = [];
    const run$ = run([copy], { engine: losing, scheduler, random: () => 0 });
    run$.subscribe((event) => {
      if (event.name === 'pipe_retrying') told.push([event.attempt, event.maxAttempts, event.delayMs]);
      if (event.name === 'run_completed') ends.push(event.result.status);
    });
    scheduler.flush();
    expect([ends, told]).toEqual([
      ['succeeded'],
      [
        [1, 4, 20],
        [2, 4, 60],
        [3, 4, 180],
      ],
    ]);
    expect(contentOf(engine, appended)).toEqual([{ n: 1 }]);
  });

  it('gives other inputs whole, in the same transaction', () => {
    const engine = memoryEngine();
    const names = entity('bronze.names');
    writeTo(engine, log, [{ n: 1 }]);
    writeTo(engine, names, [{ n: 9 }]);
    const joined: Pipe = pipe<string, readonly Entity[], Entity | undefined>('copy', {
      inputs: [log, names],
      output: appended,
      incremental: true,
      run: (inputs) => from([log.id, names.id]).pipe(concatMap((id) => inputs[id]?.rows() ?? [])),
    });
    ending([joined], { engine });
    writeTo(engine, log, [{ n: 2 }]);
    ending([joined], { engine });
    expect(contentOf(engine, appended).map(({ n }) => n)).toEqual([1, 9, 2, 9]);
  });
});

describe('pipes with nothing new', () => {
  it('are found by two questions, and then neither started nor put into a transaction', () => {
    const engine = memoryEngine();
    const asked: string[] = [];
    const counting: Engine = {
      ...engine,
      versions: (ids) => {
        asked.push(`versions of ${ids.length}`);
        return engine.versions(ids);
      },
      notes: (scope, keys) => {
        asked.push(`notes of ${keys?.length}`);
        return engine.notes(scope, keys);
      },
      transaction: (work) => {
        asked.push('transaction');
        return engine.transaction(work);
      },
    };
    const pipes = Array.from({ length: 5 }, (_, i) => {
      const read = entity(`in.p${i}`);
      writeTo(engine, read, [{ n: i }]);
      return pipe<string, readonly Entity[], Entity | undefined>(`p${i}`, {
        inputs: [read],
        output: entity(`out.p${i}`),
        incremental: true,
        run: (inputs) => inputs[read.id]?.rows() ?? [],
      });
    });
    now(endings(run(pipes, { engine })));
    const signals = new Signals();
    const told: string[] = [];
    signals.of('watermark.no_new_data').subscribe(({ payload }) => told.push(payload.readerId));
    expect(now(endings(run(pipes, { engine: counting, signals })))).toEqual([
      Object.fromEntries(pipes.map(({ id }) => [id, 'skipped: no_data'])),
    ]);
    expect([asked.sort(), told]).toEqual([['notes of 5', 'versions of 10'], pipes.map(({ id }) => id)]);
  });

  it('are asked again in their turn where a pipe of the run may write what they read', () => {
    const engine = memoryEngine();
    const { copy, given } = copying(log, appended, { incremental: true });
    let n = 0;
    const load: Pipe = pipe('load', { output: log, write: 'append', run: () => [[{ n: ++n }]] });
    for (const _ of [1, 2]) expect(ending([copy, load], { engine })).toBe('succeeded');
    expect([given, contentOf(engine, appended)]).toEqual([
      [1, 1],
      [{ n: 1 }, { n: 2 }],
    ]);
  });

  it('are not skipped before interceptors had a say, whose veto moves no watermark', () => {
    const engine = memoryEngine();
    const { copy } = copying(log, appended, { incremental: true });
    writeTo(engine, log, [{ n: 1 }]);
    const write = () => ({ kind: 'veto', reason: 'not now' }) as const;
    expect(ending([copy], { engine, interceptors: [{ write }] })).toBe('skipped: vetoed not now');
    expect(markOf(engine, log)).toBeUndefined();
    expect(ending([copy], { engine, interceptors: [{ before: () => undefined }] })).toBe('succeeded');
    expect(ending([copy], { engine, interceptors: [{ before: write }] })).toBe('skipped: vetoed not now');
  });
});

describe('what incremental pipes are refused for', () => {
  const refused = (settings: PipeSettings, options: Partial<RunOptions>, output: Entity = appended) =>
    failureOf(() => run([copying(log, output, settings).copy], { engine: memoryEngine(), ...options }))
      .message;

  it('is an engine that cannot do it, by what it lacks', () => {
    const engine = memoryEngine();
    const without = {
      ...engine,
      capabilities: { ...engine.capabilities, transactions: false, changeFeed: false },
    };
    const lacks = (name: string) =>
      `copy: reads what is new, expected an engine with the capability "${name}", got memory without it`;
    expect(refused({ incremental: true }, { engine: without })).toBe(
      `run options: ${lacks('transactions')}`,
    );
    expect(refused({ incremental: 'changes' }, { engine: without })).toContain(lacks('changeFeed'));
  });

  it('is whatever else says what is read', () => {
    const slice = () => Promise.resolve('no_data' as const);
    expect(refused({ incremental: true }, { slice })).toContain('expected no "slice"');
    expect(refused({}, { slice, refresh: 'full' })).toContain('either "refresh" or "slice"');
    expect(refused({}, { watermarks: false, refresh: 'full' })).toContain('got both');
  });

  it('is reading rows again that are then appended', () => {
    expect(refused({ incremental: { column: 'n', lag: 1 } }, {})).toContain('because of its lag');
    const range = { refresh: { from: 1, to: 2 } };
    expect(refused({ incremental: { column: 'n' } }, range)).toContain('reads rows again in a range');
    expect(refused({ incremental: true }, range, merged)).toContain('expected to be read by a column');
  });

  it('is an option that makes no sense, with the nearest', () => {
    expect(refused({}, { refresh: 'ful' as 'full' })).toContain(
      'refresh: expected "full", or { from, to }',
    );
    expect(refused({}, { refresh: { from: 1, too: 2 } as never })).toContain('did you mean "to"?');
    expect(failureOf(() => copying(log, appended, { incremental: 'vers' as 'version' })).message).toContain(
      'incremental: expected true, false, "version", "changes", "latest_changes", { column, lag } or { affected }, got "vers"',
    );
    expect(
      failureOf(() => copying(log, appended, { incremental: { colum: 'n' } as never })).message,
    ).toContain('did you mean "column"?');
    const known = entity('bronze.known', { schema: { updated_at: 'text' } });
    expect(
      failureOf(() => copying(known, appended, { incremental: { column: 'updatedAt' } })).message,
    ).toContain(
      'incremental.column: expected a column of bronze.known, got "updatedAt"; did you mean "updated_at"?',
    );
    expect(failureOf(() => pipe('p', { incremental: true, run: () => [] })).message).toContain(
      'expected an input to read what is new of, got none',
    );
  });
});

describe('refresh', () => {
  it('reads everything again where it is full, and goes on from there', () => {
    const engine = memoryEngine();
    const { copy, given } = copying(log, appended, { incremental: true });
    writeTo(engine, log, [{ n: 1 }]);
    ending([copy], { engine });
    writeTo(engine, log, [{ n: 2 }]);
    expect(ending([copy], { engine, refresh: 'full' })).toBe('succeeded');
    expect(ending([copy], { engine, refresh: 'full' })).toBe('succeeded');
    expect(ending([copy], { engine })).toBe('skipped: no_data');
    expect([given, contentOf(engine, appended)]).toEqual([
      [1, 2, 2],
      [{ n: 1 }, { n: 2 }],
    ]);
  });

  it('of a range reads that, and leaves the watermark alone', () => {
    const engine = memoryEngine();
    const { copy, given } = copying(source, merged, { incremental: { column: 'id' } });
    writeTo(engine, source, [{ id: 1 }, { id: 2 }, { id: 3 }]);
    ending([copy], { engine });
    const before = markOf(engine, source);
    expect(ending([copy], { engine, refresh: { from: 1, to: 3 } })).toBe('succeeded');
    expect([given, markOf(engine, source)]).toEqual([[3, 2], before]);
  });

  it('is none without watermarks, where everything is read and none is moved', () => {
    const engine = memoryEngine();
    const { copy, given } = copying(log, appended, { incremental: true });
    writeTo(engine, log, [{ n: 1 }]);
    expect(ending([copy], { engine, watermarks: false })).toBe('succeeded');
    expect(markOf(engine, log)).toBeUndefined();
    expect(ending([copy], { engine, overrides: [{ match: 'copy', incremental: false }] })).toBe(
      'succeeded',
    );
    expect([given, markOf(engine, log)]).toEqual([[1, 1], undefined]);
  });

  it('is seen in a dry run', () => {
    const engine = memoryEngine();
    writeTo(engine, log, [{ n: 1 }]);
    const { copy } = copying(log, appended, { incremental: { column: 'n' } });
    const text = (options: Partial<RunOptions>) =>
      now(dryRun([copy], { engine, ...options }).pipe(map((dry) => renderDryRun(dry))))[0];
    expect(text({})).toContain(
      'appends to silver.log or overwrites it  from bronze.log (what is new by n)',
    );
    expect(text({ refresh: 'full' })).toContain('overwrites silver.log');
  });
});

describe('a watermark and what is written by it', () => {
  type Step = { readonly write: readonly number[] } | { readonly fails: number; readonly effect: boolean };
  const step: fc.Arbitrary<Step> = fc.oneof(
    fc.record({ write: fc.array(fc.nat(9), { minLength: 1, maxLength: 3 }) }),
    fc.record({ fails: fc.integer({ min: 1, max: 18 }), effect: fc.boolean() }),
  );
  const kinds: readonly (readonly [string, Entity, Entity, PipeSettings])[] = [
    ['appended by version', log, appended, { incremental: true }],
    ['appended by a column', log, appended, { incremental: { column: 'n' } }],
    ['merged by version', source, merged, { incremental: true }],
  ];

  it.each(kinds)('lose nothing and repeat nothing, whatever fails where: %s', (_, from, to, settings) => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
        const engine = memoryEngine();
        const { copy } = copying(from, to, settings);
        let n = 0;
        now(engine.ensure(from));
        for (const step of steps) {
          if ('write' in step) {
            const rows = step.write.map((id) => ({ id, n: ++n }));
            const unique = [...new Map(rows.map((row) => [row.id, row])).values()];
            writeTo(engine, from, from.keys.length > 0 ? unique : rows);
          } else {
            const failing = failingEngine(engine, { call: step.fails, effect: step.effect });
            ending([copy], { engine: failing });
          }
        }
        ending([copy], { engine });
        const sorted = (of: Entity) =>
          contentOf(engine, of)
            .map((row) => JSON.stringify(row))
            .sort();
        expect(sorted(to)).toEqual(sorted(from));
      }),
      { numRuns: 100 },
    );
  });
});
