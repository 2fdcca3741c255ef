import { describe, expect, it } from '@jest/globals';
import { concatMap, EMPTY, from, lastValueFrom, of, throwError } from 'rxjs';
import type { Engine } from '../../lib/data/engine.ts';
import { EngineError } from '../../lib/data/engineError.ts';
import { memoryEngine } from '../../lib/data/memory/memoryEngine.ts';
import type { Slice } from '../../lib/data/slice.ts';
import type { RunOptions } from '../../lib/execution/runOptions.ts';
import type { SliceOf } from '../../lib/execution/sliceOf.ts';
import { marbles } from '../../lib/testing/marbles.ts';
import { entityOf } from '../data/support/entityOf.ts';
import { now } from '../data/support/now.ts';
import { endings, type Flow, type FlowPipe, running } from './support/flow.ts';

const rows = [{ n: 1 }, { n: 2 }, { n: 3 }];

/** An engine that has tables with these rows. */
function engineWith(...ids: readonly string[]): Engine {
  const engine = memoryEngine();
  for (const id of ids) {
    now(engine.ensure(entityOf(id)));
    now(engine.write(entityOf(id), [rows], { mode: 'append' }));
  }
  return engine;
}

/** Gives on what it reads of its inputs, all in one table. */
const copying: FlowPipe['run'] = (inputs) =>
  from(Object.keys(inputs)).pipe(
    concatMap((id) => (inputs[id] as NonNullable<(typeof inputs)[string]>).rows()),
  ) as never;

const contentOf = (engine: Engine, id: string) => now(engine.read(entityOf(id)).rows()).flat();
const ends = (flow: Flow, options: Partial<RunOptions>) => now(endings(running(flow, options)))[0];
const above: Slice = { kind: 'rows', where: { op: '>', column: 'n', value: 2 } };

describe('slice', () => {
  it('says which part of each input is read, and what is read in part is appended', () => {
    const engine = engineWith('in', 'other', 'out');
    const asked: unknown[] = [];
    const slice: SliceOf = ({ entity, driving, pipe, runId, engine: asking }) => {
      asked.push([pipe.id, entity.id, driving, runId !== '', asking === engine]);
      return of(driving ? above : { kind: 'rows' });
    };
    expect(ends({ out: { reads: 'in other', run: copying } }, { engine, slice })).toEqual({
      out: 'succeeded',
    });
    expect(asked).toEqual([
      ['out', 'in', true, true, true],
      ['out', 'other', false, true, true],
    ]);
    expect(contentOf(engine, 'out')).toEqual([...rows, { n: 3 }, ...rows]);
  });

  it('of all replaces what was there', () => {
    const engine = engineWith('in', 'out');
    expect(
      ends({ out: { reads: 'in', run: copying } }, { engine, slice: () => of({ kind: 'rows' }) }),
    ).toEqual({ out: 'succeeded' });
    expect(contentOf(engine, 'out')).toEqual(rows);
  });

  it('may be promised', async () => {
    const engine = engineWith('in');
    await lastValueFrom(
      running({ out: { reads: 'in', run: copying } }, { engine, slice: async () => above }),
    );
    expect(contentOf(engine, 'out')).toEqual([{ n: 3 }]);
  });

  it('that says no_data of the first input skips the pipe, and consumers still run', () => {
    const engine = engineWith('in', 'a');
    const slice: SliceOf = ({ entity }) => of(entity.id === 'in' ? 'no_data' : { kind: 'rows' });
    const flow = { a: { reads: 'in', run: copying }, b: { reads: 'a', run: copying } };
    expect(ends(flow, { engine, slice })).toEqual({ a: 'skipped: no_data', b: 'succeeded' });
    expect(contentOf(engine, 'b')).toEqual(rows);
  });

  it('that says no_data of another input has it read as a whole', () => {
    const engine = engineWith('in', 'other');
    const slice: SliceOf = ({ driving }) => of(driving ? above : 'no_data');
    expect(ends({ out: { reads: 'in other', run: copying } }, { engine, slice })).toEqual({
      out: 'succeeded',
    });
    expect(contentOf(engine, 'out')).toEqual([{ n: 3 }, ...rows]);
  });

  it('is not asked about the other inputs once there is no data', () => {
    const asked: string[] = [];
    const slice: SliceOf = ({ entity }) => {
      asked.push(entity.id);
      return of('no_data');
    };
    expect(ends({ out: { reads: 'in other', run: copying } }, { slice })).toEqual({
      out: 'skipped: no_data',
    });
    expect(asked).toEqual(['in']);
  });

  // biome-ignore format: marbles are aligned by hand
  it('fails the attempt when it throws or errors, and may be tried again', marbles(({ expectObservable }) => {
    const broken = new Error('no watermark');
    const failing = (): SliceOf => {
      let left = 2;
      return () => {
        left -= 1;
        if (left === 1) throw broken;
        return left === 0 ? throwError(() => broken) : of({ kind: 'rows' });
      };
    };
    const flow = { out: { reads: 'in', run: EMPTY } };

    expectObservable(endings(running(flow, { slice: failing() }))).toBe('(r|)', { r: { out: 'failed: no watermark' } });
    expectObservable(endings(running(flow, { slice: failing(), retry: { maxRetries: 1, delay: 0 } }))).toBe('(r|)', { r: { out: 'failed: no watermark' } });
    expectObservable(endings(running(flow, { slice: failing(), retry: { maxRetries: 2, delay: 0 } }))).toBe('(r|)', { r: { out: 'succeeded' } });
  }));

  it('has to say something that can be read', () => {
    const engine = engineWith('in');
    const said = (slice: unknown) =>
      ends({ out: { reads: 'in', run: copying } }, { engine, slice: (() => slice) as SliceOf });
    const message = 'failed: expected slice to say which part of in out reads, or "no_data", got ';
    expect(said(EMPTY)).toEqual({ out: `${message}nothing` });
    expect(said(of(undefined))).toEqual({ out: `${message}nothing` });
    expect(said(of('nodata'))).toEqual({ out: `${message}"nodata"` });
    expect(said(of(null))).toEqual({ out: `${message}null` });
    expect(said(of({ kind: 'row' }))).toEqual({ out: `${message}an object` });
  });
});

describe('no data', () => {
  it('is not what an empty table means', () => {
    const engine = memoryEngine();
    now(engine.ensure(entityOf('in')));
    expect(ends({ a: { reads: 'in', run: copying }, b: { reads: 'a', run: copying } }, { engine })).toEqual(
      { a: 'succeeded', b: 'succeeded' },
    );
  });

  it('is what a table means that was never written, as its producer was skipped', () => {
    const slice: SliceOf = ({ entity }) => of(entity.id === 'in' ? 'no_data' : { kind: 'rows' });
    const flow = {
      a: { reads: 'in', run: copying },
      b: { reads: 'a', run: copying },
      c: { reads: 'b', run: copying },
    };
    expect(ends(flow, { slice })).toEqual({
      a: 'skipped: no_data',
      b: 'skipped: no_data',
      c: 'skipped: no_data',
    });
    expect(ends(flow, { slice, engine: engineWith('b') })).toEqual({
      a: 'skipped: no_data',
      b: 'skipped: no_data',
      c: 'succeeded',
    });
  });

  it('is about the first input alone: another that is missing is a failure', () => {
    const slice: SliceOf = ({ entity }) => of(entity.id === 'in' ? 'no_data' : { kind: 'rows' });
    const a = { reads: 'in', run: copying };
    const engine = engineWith('x');
    expect(ends({ a, b: { reads: 'x a', run: copying } }, { engine, slice })?.['b']).toContain('failed: ');
    expect(ends({ a, b: { reads: 'missing a', run: copying } }, { engine, slice })?.['b']).toContain(
      'missing',
    );
    expect(ends({ b: { reads: 'missing', run: copying } }, { engine })?.['b']).toContain('failed: ');
  });

  it('is not what an engine means that cannot be asked', () => {
    const slice: SliceOf = ({ entity }) => of(entity.id === 'in' ? 'no_data' : { kind: 'rows' });
    const engine: Engine = {
      ...memoryEngine(),
      schema: () => throwError(() => new EngineError('unavailable', 'gone')),
    };
    expect(
      ends({ a: { reads: 'in', run: copying }, b: { reads: 'a', run: copying } }, { engine, slice }),
    ).toEqual({ a: 'skipped: no_data', b: 'failed: gone' });
  });
});

describe('a pipe without inputs', () => {
  it('runs, and its output is written', () => {
    const engine = memoryEngine();
    expect(ends({ out: of(rows) }, { engine, slice: () => of('no_data') })).toEqual({ out: 'succeeded' });
    expect(contentOf(engine, 'out')).toEqual(rows);
  });
});
