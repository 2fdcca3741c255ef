import { describe, expect, it } from '@jest/globals';
import { concat, defer, ignoreElements, NEVER, of, take, throwError } from 'rxjs';
import type { Engine } from '../../lib/data/engine.ts';
import { EngineError } from '../../lib/data/engineError.ts';
import { Signals } from '../../lib/signals/signals.ts';
import { marbles } from '../../lib/testing/marbles.ts';
import { failureOf } from '../support/failureOf.ts';
import { now } from './support/now.ts';
import {
  ann,
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
describe('reportedTransaction in virtual time', () => {
  it('tells what was written after the commit', marbles(({ cold, expectObservable, expectSignals }) => {
    const signals = new Signals();
    const engine = slow(signals);
    const more = cold('        ----|      ');
    const committing = '   ----^             ';
    const expected = '     --------------|   ';
    const told = '         e--fb---------(av)';
    const work = (inside: Engine) => concat(writeTo(inside, [[ann]]), more);

    expectSignals(signals, 'entity.*').toBe(told, {
      e: 'entity.before_ensure_table',
      f: 'entity.after_ensure_table',
      b: 'entity.before_append',
      a: { name: 'entity.after_append', payload: { rowsAppended: 1, durationSeconds: 0.003 } },
      v: { name: 'entity.version_updated', payload: { oldVersion: 0, newVersion: 1 } },
    });
    expectObservable(engine.ensure(people).pipe(ignoreElements())).toBe('---|');
    expectObservable(engine.transaction(work), committing).toBe(expected);
  }));
});

describe('reportedTransaction', () => {
  const working = (inside: Engine) =>
    concat(inside.ensure(people), writeTo(inside, [[bob]]), writeTo(inside, [[cat]], merge)).pipe(
      ignoreElements(),
    );
  const begun = ['before_ensure_table', 'before_append', 'before_merge'];
  const failed = ['ensure_failed', 'append_failed', 'merge_failed'];

  it('tells what changes came to after the commit, in their order', () => {
    const { engine, told } = reported();
    const work = (inside: Engine) =>
      concat(
        working(inside),
        defer(() => of(names(told))),
      );

    expect(now(engine.transaction(work))).toEqual([begun]);
    expect(names(told).slice(begun.length)).toEqual([
      'after_ensure_table',
      'after_append',
      'version_updated',
      'after_merge',
      'version_updated',
    ]);
  });

  it('tells of a version when it can be read', () => {
    const { engine, made, signals } = reported();
    const seen: number[] = [];
    signals
      .of('entity.version_updated')
      .subscribe(() => seen.push(now(made.read(people).rows()).flat().length));
    now(engine.transaction(working));

    expect(seen).toEqual([3, 3]);
  });

  it('tells that they failed when it is rolled back, and why', () => {
    const { engine, told } = reported();
    const boom = new TypeError('boom');
    const work = (inside: Engine) =>
      concat(
        working(inside),
        throwError(() => boom),
      );

    expect(failureOf(() => now(engine.transaction(work)))).toBe(boom);
    expect(names(told)).toEqual([...begun, ...failed]);
    expect(told.at(-1)).toEqual([
      'merge_failed',
      { ...who, ...keys, error: 'boom', errorType: 'TypeError', ...at0 },
    ]);
  });

  it('tells that they failed when its commit comes in conflict', () => {
    const { engine, made, told } = reported();
    const work = (inside: Engine) => concat(working(inside), writeTo(made, [[cat]]));

    expect(failureOf(() => now(engine.transaction(work)))).toBeInstanceOf(EngineError);
    expect(names(told)).toEqual([...begun, ...failed]);
    expect(told.at(-1)).toMatchObject(['merge_failed', { errorType: 'EngineError' }]);
  });

  it('tells that they failed when nobody waits for it any more', () => {
    const { engine, told } = reported();
    const work = (inside: Engine) => concat(working(inside), of('enough'), NEVER);

    expect(now(engine.transaction(work).pipe(take(1)))).toEqual(['enough']);
    expect(names(told)).toEqual([...begun, ...failed]);
    expect(told.at(-1)).toMatchObject(['merge_failed', { errorType: 'CancelledError' }]);
  });

  it('tells once of a write that fails in it, and of what was read at once', () => {
    const { engine, told } = reported();
    const work = (inside: Engine) =>
      concat(
        inside.read(people).rows(),
        writeTo(inside, [[bob]]),
        writeTo(inside, [[{ id: 'x' }]], overwrite),
      );
    failureOf(() => now(engine.transaction(work)));

    expect(names(told)).toEqual([
      'before_read',
      'after_read',
      'before_append',
      'before_write',
      'write_failed',
      'append_failed',
    ]);
  });

  it('keeps two of them apart', () => {
    const { engine, told } = reported();
    const transaction$ = engine.transaction((inside) => writeTo(inside, [[bob]]));
    now(transaction$);
    now(transaction$);

    const each = ['before_append', 'after_append', 'version_updated'];
    expect(names(told)).toEqual([...each, ...each]);
  });
});
