import { describe, expect, it } from '@jest/globals';
import { concatMap, defer, EMPTY, ignoreElements, map, type Observable, of, tap, timer } from 'rxjs';
import type { Engine } from '../../lib/data/engine.ts';
import { EngineError } from '../../lib/data/engineError.ts';
import { memoryEngine } from '../../lib/data/memory/memoryEngine.ts';
import type { Scalar, Slice } from '../../lib/data/slice.ts';
import { type Frame, frameBrand, type Row, type RowsOptions } from '../../lib/definitions/frame.ts';
import { rowsToColumns } from '../../lib/definitions/rowsToColumns.ts';
import type { RunEvent } from '../../lib/execution/runEvent.ts';
import type { RunOptions } from '../../lib/execution/runOptions.ts';
import { toResult } from '../../lib/execution/toResult.ts';
import { Signals } from '../../lib/signals/signals.ts';
import { marbles } from '../../lib/testing/marbles.ts';
import { now } from '../data/support/now.ts';
import { endings, endingsIn, type FlowPipe, only, running } from './support/flow.ts';

/** An engine of which every table has the rows of a stream. */
const engineOf = (rows$: Observable<readonly Row[]>, reads: string[] = []): Engine => {
  const engine = memoryEngine();
  return {
    ...engine,
    read: (entity, slice) => {
      reads.push(slice?.kind === 'rows' && slice.where ? `part of ${entity.id}` : entity.id);
      return {
        [frameBrand]: true,
        entityId: entity.id,
        columns: () => of({ n: 'number' }),
        rows: () => rows$,
        batches: () => rows$.pipe(map((rows) => rowsToColumns(rows))),
      } satisfies Frame;
    },
  };
};

/** A pipe that reads and does nothing else. */
const reading = (reads: string, options: RowsOptions = {}): FlowPipe => ({
  reads,
  writes: null,
  run: (inputs) => (inputs[reads.split(' ')[0] ?? ''] as Frame).rows(options) as never,
});

/** Everything that several pipes read is kept, however small. */
const autoCache = { threshold: 0 };
const rows = { x: [{ n: 1 }, { n: 2 }], y: [{ n: 3 }] };
const asked = (run$: Observable<RunEvent>) =>
  only(run$, 'cache_hit', 'cache_miss').pipe(
    map(({ name, pipeId, entityId }) => `${name} ${pipeId} ${entityId}`),
  );

// biome-ignore format: marbles are aligned by hand
describe('autoCache', () => {
  it('reads once what several pipes read, whenever they do', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold(' -x-y|             ', rows);
    const subs = '        ^---!             ';
    const result = '      -------(r|)       ';
    const late = { ...reading('in'), run: (inputs: Readonly<Record<string, Frame>>) => timer(7).pipe(concatMap(() => (inputs['in'] as Frame).rows())) as never };

    expectObservable(endings(running({ a: reading('in'), b: reading('in'), late }, { engine: engineOf(source), autoCache }))).toBe(result, {
      r: { a: 'succeeded', b: 'succeeded', late: 'succeeded' },
    });
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it('reads for each of them unless it is asked for', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold<readonly Row[]>('|');

    expectObservable(endings(running({ a: reading('in'), b: reading('in') }, { engine: engineOf(source) }))).toBe('(r|)', { r: { a: 'succeeded', b: 'succeeded' } });
    expectSubscriptions(source.subscriptions).toBe(['(^!)', '(^!)']);
  }));

  it('gives each reader rows of its own', marbles(({ cold, expectObservable }) => {
    const source = cold('x|', rows);
    const spoiling: FlowPipe = {
      reads: 'in',
      writes: null,
      run: (inputs) => (inputs['in'] as Frame).rows().pipe(tap((batch) => batch.map((row) => Object.assign(row, { n: 0 })))) as never,
    };
    const seen: unknown[] = [];
    const looking: FlowPipe = { ...spoiling, run: (inputs) => (inputs['in'] as Frame).rows().pipe(tap((batch) => seen.push(...batch))) as never };

    expectObservable(endings(running({ spoiling, looking }, { engine: engineOf(source), autoCache, concurrency: 1 })).pipe(map(() => seen))).toBe('--(r|)'.slice(1), { r: rows.x });
  }));

  it('tells who found what there was, and who was the first to ask', () => {
    const flow = { a: reading('in'), b: reading('in'), c: reading('in other'), d: reading('alone') };
    expect(now(asked(running(flow, { engine: engineOf(EMPTY), autoCache })))).toEqual(['cache_miss a in', 'cache_hit b in', 'cache_hit c in']);
    expect(now(asked(running(flow, { engine: engineOf(EMPTY), autoCache: true })))).toEqual(['cache_miss a in', 'cache_hit b in', 'cache_hit c in']);
    expect(now(asked(running(flow, { engine: engineOf(EMPTY), autoCache: { threshold: 5, estimate: () => 4 } })))).toEqual([]);
    expect(now(asked(running(flow, { engine: engineOf(EMPTY) })))).toEqual([]);
  });

  it('leaves a pipe what it wrote itself to read', () => {
    const reads: string[] = [];
    const own = { ...reading('in own'), writes: 'own', run: EMPTY };
    const flow = { own, a: reading('own'), b: reading('own') };
    expect(now(asked(running(flow, { engine: engineOf(EMPTY, reads), autoCache })))).toEqual(['cache_miss a own', 'cache_hit b own']);
    expect(reads).toEqual(['in', 'own', 'own']);
  });

  it('never gives who reads all a part that another asked for', () => {
    const reads: string[] = [];
    const slices: Readonly<Record<string, Slice>> = {
      a: { kind: 'rows', where: { op: '>', column: 'n', value: 1 } },
      b: { kind: 'rows' },
      c: { kind: 'rows', where: { op: '>', column: 'n', value: 1 } },
      d: { kind: 'rows' },
    };
    const slice: RunOptions['slice'] = ({ pipe }) => of(slices[pipe.id] as Slice);
    const flow = Object.fromEntries(Object.keys(slices).map((id) => [id, reading('in')]));
    expect(now(asked(running(flow, { engine: engineOf(EMPTY, reads), autoCache, slice })))).toEqual([
      'cache_miss a in',
      'cache_miss b in',
      'cache_hit c in',
      'cache_hit d in',
    ]);
    expect(reads).toEqual(['part of in', 'in']);
  });

  it.each<[string, Scalar, Scalar]>([
    ['numbers without words in JSON', Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
    ['big integers', 1n, 2n],
    ['a big integer and a number', 1n, 1],
    ['a date and its text', new Date(0), new Date(0).toJSON()],
  ])('tells parts apart by %s', (_, one, other) => {
    const slice: RunOptions['slice'] = ({ pipe }) => of({ kind: 'rows', where: { op: '=', column: 'n', value: pipe.id === 'a' ? one : other } });
    const flow = { a: reading('in'), b: reading('in') };
    expect(now(asked(running(flow, { engine: engineOf(EMPTY), autoCache, slice })))).toEqual(['cache_miss a in', 'cache_miss b in']);
  });

  it('gives batches as large, and when, they are asked for', marbles(({ cold, hot, expectObservable, flush }) => {
    const source = cold('        (xy|)', rows);
    const demand = hot('         -1--11--1');
    const seen: unknown[] = [];
    const watching = (options: RowsOptions): FlowPipe => ({
      ...reading('in'),
      run: (inputs, { scheduler }) => (inputs['in'] as Frame).rows(options).pipe(tap((batch) => seen.push([scheduler.now(), batch.map(({ n }) => n)]))) as never,
    });
    const flow = { a: watching({ batchSize: 1 }), b: watching({ demand }) };

    expectObservable(endings(running(flow, { engine: engineOf(source), autoCache })).pipe(ignoreElements())).toBe('----|');
    flush();
    expect(seen).toEqual([[0, [1]], [0, [2]], [0, [3]], [1, [1, 2]], [4, [3]]]);
  }));

  it('gives columns and rows of one reading, to each reader its own', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold('(xy|)', rows);
    const seen: unknown[] = [];
    const looking = (look: (frame: Frame) => Observable<unknown>): FlowPipe => ({
      reads: 'in',
      writes: null,
      run: (inputs) => look(inputs['in'] as Frame).pipe(tap((batch) => seen.push(structuredClone(batch)))) as never,
    });
    const spoiling = looking((frame) => frame.batches().pipe(map(({ columns }) => (columns['n'] as number[]).splice(0))));
    const columns = looking((frame) => frame.batches({ batchSize: 1 }).pipe(map(({ columns }) => columns)));
    const flow = { spoiling, columns, rows: looking((frame) => frame.rows()) };

    expectObservable(endings(running(flow, { engine: engineOf(source), autoCache, concurrency: 1 })).pipe(map(() => seen))).toBe('(r|)', {
      r: [[1, 2], [3], { n: [1] }, { n: [2] }, { n: [3] }, ...Object.values(rows)],
    });
    expectSubscriptions(source.subscriptions).toBe(['(^!)']);
  }));

  it('stops reading when nobody is there any more to read, and reads anew for who comes later', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold('  -x-y-----|      ', rows);
    const subs = '         ^---!           ';
    const result = '       ----(r|)        ';
    const run$ = running({ a: reading('in'), b: reading('in') }, { engine: engineOf(source), autoCache, cancel$: cold('--x'), grace: 2 });

    expectObservable(endings(run$)).toBe(result, { r: { a: 'cancelled: x, abandoned', b: 'cancelled: x, abandoned' } });
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it('reads again after a failure', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const [bad, good] = [cold<readonly Row[]>('-#', {}, new EngineError('unavailable', 'gone')), cold('-x|', rows)];
    const sources = [bad, good];
    const once$ = defer(() => sources.shift() ?? EMPTY);
    const run$ = running({ a: reading('in'), b: reading('in') }, { engine: engineOf(once$), autoCache, retry: { maxRetries: 1, delay: 2, jitter: 0 } });

    expectObservable(endings(run$)).toBe('-----(r|)', { r: { a: 'succeeded', b: 'succeeded' } });
    expectSubscriptions(bad.subscriptions).toBe('^!');
    expectSubscriptions(good.subscriptions).toBe('---^-!');
  }));

  it('fails the run, every pipe accounted for, when it cannot be told what is worth keeping', () => {
    const broken = new Error('no estimate');
    const estimate = () => {
      throw broken;
    };
    const [result] = now(running({ a: reading('in'), b: reading('in') }, { engine: engineOf(EMPTY), autoCache: { estimate } }).pipe(toResult()));
    expect(result && [result.status, result.error, endingsIn(result)]).toEqual([
      'failed',
      broken,
      { a: 'cancelled: the run is broken', b: 'cancelled: the run is broken' },
    ]);
  });
});

describe('orchestrator.cache_recommended', () => {
  it('is told by the sizes that the engine tells, where frames are to be kept', () => {
    const signals = new Signals();
    const heard: unknown[] = [];
    signals
      .of('orchestrator.cache_recommended')
      .subscribe(({ payload: { runId: _, ...payload } }) => heard.push(payload));
    const sizes: Readonly<Record<string, number>> = { large: 2 ** 30, small: 1 };
    const engine: Engine = {
      ...engineOf(EMPTY),
      estimateSize: (id) => of({ rows: undefined, bytes: sizes[id] }),
    };
    const flow = { a: reading('large small unknown'), b: reading('large small unknown') };
    now(running(flow, { engine, signals, autoCache: true }));

    expect(heard).toEqual([
      {
        entityId: 'large',
        level: 'MEMORY_AND_DISK',
        consumers: ['a', 'b'],
        reason: '2 pipes read it, and it has about 1024 MB',
        estimatedBytes: 2 ** 30,
      },
      { entityId: 'unknown', level: 'MEMORY_AND_DISK', consumers: ['a', 'b'], reason: '2 pipes read it' },
    ]);
  });

  it('costs the engine no question when nothing is to be kept, whoever listens', () => {
    const asked: string[] = [];
    const engine: Engine = {
      ...engineOf(EMPTY),
      estimateSize: (id) => of({ rows: 0, bytes: 0 }).pipe(tap(() => asked.push(id))),
    };
    const signals = new Signals();
    const heard: string[] = [];
    signals.of('*').subscribe(({ name }) => heard.push(name));
    now(running({ a: reading('in'), b: reading('in') }, { engine, signals }));
    expect(heard).toContain('orchestrator.cache_recommended');
    expect(asked).toEqual([]);
  });
});
