import { describe, expect, it, jest } from '@jest/globals';
import { filter, ignoreElements, map, type Observable, of, take, throwError } from 'rxjs';
import type { Engine } from '../../lib/data/engine.ts';
import { memoryEngine } from '../../lib/data/memory/memoryEngine.ts';
import type { EmitEntity } from '../../lib/data/reporting/reporting.ts';
import { reportingEngine } from '../../lib/data/reporting/reportingEngine.ts';
import type { WriteEvent, WriteSource } from '../../lib/data/write.ts';
import { rowsToColumns } from '../../lib/definitions/rowsToColumns.ts';
import { Signals } from '../../lib/signals/signals.ts';
import { engineSuite } from '../../lib/testing/engineSuite.ts';
import { marbles } from '../../lib/testing/marbles.ts';
import { failureOf } from '../support/failureOf.ts';
import { sqlEngine } from '../testing/sqlEngine.ts';
import { now } from './support/now.ts';
import {
  absent,
  ann,
  append,
  at0,
  bob,
  cat,
  keys,
  merge,
  names,
  overwrite,
  people,
  reported,
  slow,
  who,
  writeTo,
} from './support/reported.ts';

// biome-ignore format: marbles are aligned by hand
describe('reportingEngine in virtual time', () => {
  it('tells when a thing begins and when it ends', marbles(({ expectObservable, expectSignals }) => {
    const signals = new Signals();
    const engine = slow(signals);
    const ensuring = '  ^                   ';
    const appending = ' ----^               ';
    const reading = '   ------------^       ';
    const ensured = '   ---(e|)             ';
    const written = '   ----p--(w|)         ';
    const rows = '      ---------------a--(b|)';
    const told = '      a--bc--(de)-f-----g ';

    expectSignals(signals, 'entity.*').toBe(told, {
      a: { name: 'entity.before_ensure_table', payload: who },
      b: { name: 'entity.after_ensure_table', payload: { created: true, durationSeconds: 0.003 } },
      c: { name: 'entity.before_append', payload: { ...who, rowCount: 2 } },
      d: { name: 'entity.after_append', payload: { rowsAppended: 2, durationSeconds: 0.003 } },
      e: { name: 'entity.version_updated', payload: { oldVersion: 0, newVersion: 1 } },
      f: { name: 'entity.before_read', payload: who },
      g: { name: 'entity.after_read', payload: { rows: 2, durationSeconds: 0.006 } },
    });
    expectObservable(engine.ensure(people), ensuring).toBe(ensured, { e: { existed: false, created: true } });
    expectObservable(engine.write(people, [[ann, bob]], append).pipe(map(({ kind }) => kind)), appending)
      .toBe(written, { p: 'progress', w: 'written' });
    expectObservable(engine.read(people).rows(), reading).toBe(rows, { a: [ann], b: [bob] });
  }));

  it('tells of a source that fails, and passes its error on', marbles(({ cold, expectObservable, expectSubscriptions, expectSignals }) => {
    const signals = new Signals();
    const engine = slow(signals);
    const source = cold('  -a-#', { a: [ann] });
    const writing = '  ----^   ';
    const subs = '     ----^--!';
    const expected = ' -----p-#';
    const told = '     ----b--f';

    expectObservable(engine.ensure(people).pipe(ignoreElements())).toBe('---|');
    expectObservable(engine.write(people, source, append).pipe(map(({ kind }) => kind)), writing).toBe(expected, { p: 'progress' });
    expectSubscriptions(source.subscriptions).toBe(subs);
    expectSignals(signals, 'entity.*append*').toBe(told, {
      b: 'entity.before_append',
      f: { name: 'entity.append_failed', payload: { error: 'error', errorType: 'string', durationSeconds: 0.003 } },
    });
  }));

  it('tells of a change that nobody waits for any more that it failed', marbles(({ cold, expectObservable, expectSubscriptions, expectSignals }) => {
    const signals = new Signals();
    const engine = slow(signals);
    const source = cold('  -a------|', { a: [ann] });
    const writing = '  ----^---!    ';
    const expected = ' -----p       ';
    const told = '     ----b---f    ';

    expectObservable(engine.ensure(people).pipe(ignoreElements())).toBe('---|');
    expectObservable(engine.write(people, source, append).pipe(map(({ kind }) => kind)), writing).toBe(expected, { p: 'progress' });
    expectSubscriptions(source.subscriptions).toBe(writing);
    expectSignals(signals, 'entity.*append*').toBe(told, {
      b: 'entity.before_append',
      f: { name: 'entity.append_failed', payload: { errorType: 'CancelledError', durationSeconds: 0.004 } },
    });
  }));

});

describe('reportingEngine', () => {
  it('tells of tables that are made sure of', () => {
    const { engine, told } = reported();
    const named = { entityId: 'absent', entityName: 'Absent' };
    now(engine.ensure(absent));
    now(engine.ensure(people));
    now(engine.close());
    failureOf(() => now(engine.ensure(people)));

    expect(told).toEqual([
      ['before_ensure_table', named],
      ['after_ensure_table', { ...named, tableExists: true, created: true, ...at0 }],
      ['before_ensure_table', who],
      ['after_ensure_table', { ...who, tableExists: true, created: false, ...at0 }],
      ['before_ensure_table', who],
      [
        'ensure_failed',
        {
          ...who,
          ...at0,
          error: 'expected an engine that is open, got one that is over',
          errorType: 'EngineError',
        },
      ],
    ]);
  });

  it('tells of an append, how many rows it is given where that is known', () => {
    const { engine, told } = reported();
    now(writeTo(engine, [[bob], [], [cat]]));
    now(writeTo(engine, of([cat])));

    expect(told).toEqual([
      ['before_append', { ...who, rowCount: 2 }],
      ['after_append', { ...who, rowsAppended: 2, ...at0 }],
      ['version_updated', { ...who, oldVersion: 1, newVersion: 2, reason: 'append' }],
      ['before_append', who],
      ['after_append', { ...who, rowsAppended: 1, ...at0 }],
      ['version_updated', { ...who, oldVersion: 2, newVersion: 3, reason: 'append' }],
    ]);
  });

  it('tells of a merge, what it did to how many rows', () => {
    const { engine, told } = reported();
    now(writeTo(engine, [[{ ...ann, name: 'Anna' }, bob]], merge));

    expect(told).toEqual([
      ['before_merge', { ...who, ...keys, sourceRowCount: 2, operation: 'merge' }],
      ['after_merge', { ...who, ...keys, rowsInserted: 1, rowsUpdated: 1, rowsDeleted: 0, ...at0 }],
      ['version_updated', { ...who, oldVersion: 1, newVersion: 2, reason: 'merge' }],
    ]);
  });

  it('tells of an overwrite as of a write', () => {
    const { engine, told } = reported();
    now(writeTo(engine, of([bob, cat]), overwrite));

    expect(told).toEqual([
      ['before_write', { ...who, mode: 'overwrite' }],
      ['after_write', { ...who, mode: 'overwrite', rowsWritten: 2, ...at0 }],
      ['version_updated', { ...who, oldVersion: 1, newVersion: 2, reason: 'overwrite' }],
    ]);
  });

  it('tells of a table that a write made, within the write', () => {
    const { engine, told } = reported();
    const named = { entityId: 'absent', entityName: 'Absent' };
    now(engine.write(absent, [[ann]], append, { ensure: true }));
    now(engine.write(absent, [[bob]], merge, { ensure: true }));

    expect(told).toEqual([
      ['before_append', { ...named, rowCount: 1 }],
      ['before_ensure_table', named],
      ['after_ensure_table', { ...named, tableExists: true, created: true, ...at0 }],
      ['after_append', { ...named, rowsAppended: 1, ...at0 }],
      ['version_updated', { ...named, oldVersion: 0, newVersion: 1, reason: 'append' }],
      ['before_merge', { ...named, ...keys, sourceRowCount: 1, operation: 'merge' }],
      ['before_ensure_table', named],
      ['after_ensure_table', { ...named, tableExists: true, created: false, ...at0 }],
      ['after_merge', { ...named, ...keys, rowsInserted: 1, rowsUpdated: 0, rowsDeleted: 0, ...at0 }],
      ['version_updated', { ...named, oldVersion: 1, newVersion: 2, reason: 'merge' }],
    ]);
  });

  it('tells nothing of the table of a write that failed', () => {
    const { engine, told } = reported();
    const failing$ = engine.write(absent, [[{ id: 1, nmae: 'Ann' }]], append, { ensure: true });
    failureOf(() => now(failing$));

    expect(names(told)).toEqual(['before_append', 'append_failed']);
  });

  const oldSchema = { id: 'number', name: 'string' };
  const change = { ...who, oldSchema, removedColumns: [], modifiedColumns: [] };
  it.each([
    [false, ['before_append', 'schema_changed', 'after_append', 'version_updated']],
    [
      true,
      [
        'before_append',
        'before_ensure_table',
        'after_ensure_table',
        'schema_changed',
        'after_append',
        'version_updated',
      ],
    ],
  ])('tells how a write changed the columns, where it makes sure of the table: %s', (ensure, expected) => {
    const { engine, told } = reported();
    const evolving = { ...people, drift: 'evolve' } as const;
    now(engine.write(evolving, [[{ ...bob, age: 7 }]], append, { ensure }));
    const newSchema = { ...oldSchema, age: 'number' };

    expect(names(told)).toEqual(expected);
    expect(told).toContainEqual([
      'schema_changed',
      { ...change, newSchema, addedColumns: ['age'], applied: true },
    ]);
  });

  it('tells of columns that do not fit, and that the table kept its own', () => {
    const { engine, told } = reported();
    now(engine.write({ ...people, drift: 'warn' }, [[{ ...bob, age: 7 }]], append));
    const newSchema = { ...oldSchema, age: 'number' };

    expect(told[1]).toEqual([
      'schema_changed',
      { ...change, newSchema, addedColumns: ['age'], applied: false },
    ]);
  });

  it('tells how the columns of a table were changed to those that are declared', () => {
    const { engine, told } = reported();
    const newSchema = { ...oldSchema, age: 'number' };
    now(engine.ensure({ ...people, schema: newSchema, drift: 'evolve' }));

    expect(names(told)).toEqual(['before_ensure_table', 'after_ensure_table', 'schema_changed']);
    expect(told[2]?.[1]).toEqual({ ...change, newSchema, addedColumns: ['age'], applied: true });
  });

  it.each([
    [append, 'after_append', { rowsAppended: 0 }],
    [overwrite, 'after_write', { mode: 'overwrite', rowsWritten: 0 }],
    [merge, 'after_merge', { ...keys, rowsInserted: 0, rowsUpdated: 0, rowsDeleted: 0 }],
  ])('tells of a write that was done before that it did nothing, %o', (mode, name, nothing) => {
    const { engine, made, told } = reported();
    now(made.write(people, [[bob]], mode, { once: 'a' }));
    now(engine.write(people, [[bob]], mode, { once: 'a' }));

    expect(told.slice(1)).toEqual([[name, { ...who, ...nothing, repeated: true, ...at0 }]]);
  });

  it('tells of reading columns as of reading rows', () => {
    const { engine, told } = reported();
    now(engine.write(people, [rowsToColumns([bob, cat])], append));
    now(engine.read(people).batches());

    expect(told[0]).toEqual(['before_append', { ...who, rowCount: 2 }]);
    expect(told.slice(3)).toEqual([
      ['before_read', who],
      ['after_read', { ...who, rows: 3, ...at0 }],
    ]);
  });

  it('tells of no version where a write raised none', () => {
    const { engine, told } = reported();
    now(writeTo(engine, [[ann]], merge));

    expect(names(told)).toEqual(['before_merge', 'after_merge']);
  });

  it('tells of no version, and of no counts, what an engine does not know', () => {
    const made = memoryEngine();
    const unknown = {
      inserted: undefined,
      updated: undefined,
      deleted: undefined,
      version: undefined,
      versionBefore: undefined,
    };
    const vague: Engine = {
      ...made,
      write: (...args) =>
        made
          .write(...args)
          .pipe(map((event) => (event.kind === 'written' ? { ...event, ...unknown } : event))),
    };
    const { engine, told } = reported(vague);
    now(writeTo(engine, [[bob]], merge));
    const nothing = Number.NaN;
    const counts = { rowsInserted: nothing, rowsUpdated: nothing, rowsDeleted: nothing };

    expect(told.slice(1)).toEqual([['after_merge', { ...who, ...keys, ...counts, ...at0 }]]);
  });

  it.each([
    [append, 'append_failed', {}],
    [overwrite, 'write_failed', { mode: 'overwrite' }],
    [merge, 'merge_failed', keys],
  ])('tells of a write that failed, %o', (mode, name, more) => {
    const { engine, told } = reported();
    const boom = new TypeError('boom');
    const failing$ = writeTo(
      engine,
      throwError(() => boom),
      mode,
    );

    expect(failureOf(() => now(failing$))).toBe(boom);
    expect(told.slice(1)).toEqual([
      [name, { ...who, ...more, error: 'boom', errorType: 'TypeError', ...at0 }],
    ]);
  });

  it('tells of a write that is done, also to who does not wait for its end', () => {
    const { engine, told } = reported();
    const isWritten = ({ kind }: WriteEvent) => kind === 'written';
    now(engine.write(people, [[bob]], append).pipe(filter(isWritten), take(1)));

    expect(names(told)).toEqual(['before_append', 'after_append', 'version_updated']);
  });

  it('takes what is no array of batches as it is', () => {
    const { engine, told } = reported();
    const rows = [ann, bob] as unknown as WriteSource;

    expect(failureOf(() => now(writeTo(engine, rows)))).toMatchObject({ errorClass: 'schema_mismatch' });
    expect(told[0]).toEqual(['before_append', who]);
  });

  it('passes on everything else as it is', () => {
    const { made, engine, told } = reported();
    const asked = (each: Engine): Observable<unknown>[] => [
      of(each.name, each.capabilities),
      each.schema(people),
      each.versions(['people']),
      each.estimateSize('people'),
      each.drop(absent),
      each.read(people).columns(),
    ];

    expect(asked(engine).flatMap(now)).toEqual(asked(made).flatMap(now));
    expect(now(engine.drop(people))).toEqual([{ existed: true }]);
    expect(told).toEqual([]);
  });

  it('makes no payload before somebody listens', () => {
    const emit = jest.fn<EmitEntity>();
    const made = memoryEngine();
    const engine = reportingEngine(made, emit);
    now(engine.ensure(people));
    for (const mode of [append, overwrite, merge]) now(writeTo(engine, [[ann]], mode));
    now(engine.read(people).rows());

    expect(emit).toHaveBeenCalledTimes(12);
    for (const [, payload] of emit.mock.calls) expect(payload).toBeInstanceOf(Function);
  });

  it('warns of what listening throws, and goes on', () => {
    const warn = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    const engine = reportingEngine(memoryEngine(), () => {
      throw new TypeError('no');
    });

    expect(now(engine.ensure(people))).toEqual([{ existed: false, created: true }]);
    expect(warn.mock.calls).toEqual([
      ['entity.before_ensure_table could not be told: TypeError: no', 'RekindleWarning'],
      ['entity.after_ensure_table could not be told: TypeError: no', 'RekindleWarning'],
    ]);
  });

  it('ends a chain of writes of which each is made by who was told of the last', () => {
    const warn = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    const signals = new Signals({ maxDepth: 10 });
    const engine = reportingEngine(memoryEngine(), signals.emit);
    now(engine.ensure(people));
    let writes = 0;
    signals.of('entity.after_append').subscribe(() => {
      writes += 1;
      now(writeTo(engine, [[bob]]));
    });
    now(writeTo(engine, [[ann]]));

    expect(writes).toBe(10);
    expect(warn.mock.calls.map(([said]) => said)).toContainEqual(
      expect.stringContaining('entity.after_append could not be told: SignalLoopError'),
    );
  });
});

describe.each<[string, () => Engine]>([
  [
    'everybody listens',
    () => {
      const signals = new Signals({ memory: 100 });
      signals.of('*').subscribe();
      return reportingEngine(memoryEngine({ latency: 1, batchSize: 100 }), signals.emit);
    },
  ],
  [
    'who listens throws',
    () => {
      const signals = new Signals({ unheard: () => undefined });
      signals.of('entity.*').subscribe(() => {
        throw new Error('no');
      });
      return reportingEngine(memoryEngine(), signals.emit);
    },
  ],
  ['nobody listens, and its engine runs SQL', () => reportingEngine(sqlEngine(), new Signals().emit)],
])('engineSuite on a reporting engine, when %s', (_, makeEngine) => {
  it.each(engineSuite(makeEngine()))('$name', ({ run }) => run(makeEngine));
});
