import { describe, expect, it, jest } from '@jest/globals';
import {
  concat,
  delay,
  EMPTY,
  finalize,
  identity,
  ignoreElements,
  map,
  merge,
  NEVER,
  type Observable,
  of,
  range,
  Subject,
  take,
  takeUntil,
  takeWhile,
  tap,
  throwError,
} from 'rxjs';
import { marbles } from '../../lib/testing/marbles.ts';
import { stopGracefully } from '../../operators/stopGracefully.ts';

/** Ends so many frames after it is asked to. */
const obeying =
  <T>(source: Observable<T>, frames = 0) =>
  (stop$: Observable<void>) =>
    source.pipe(takeUntil(stop$.pipe(frames > 0 ? delay(frames) : identity)));

// biome-ignore format: marbles are aligned by hand
describe('stopGracefully', () => {
  it('leaves a source alone that nobody leaves', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold(' -a-b-|');
    const subs = '        ^----!';
    const expected = '    -a-b-|';

    expectObservable(stopGracefully(obeying(source))).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it('asks the source to stop, and stays until it has', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold(' -a-b-c-d-e-f-');
    const unsub = '       ----!        ';
    const subs = '        ^------!     ';
    const expected = '    -a-b-        ';

    expectObservable(stopGracefully(obeying(source, 3)), unsub).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it('lets a source end that does not listen', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold(' -a-b-c-|');
    const unsub = '       --!     ';
    const subs = '        ^------!';
    const expected = '    -a-     ';

    expectObservable(stopGracefully(() => source), unsub).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it('completes with an empty source', marbles(({ expectObservable }) => {
    expectObservable(stopGracefully(() => EMPTY)).toBe('|');
  }));

  it('waits with a source that never ends', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold(' -');
    const unsub = '       ---!';
    const subs = '        ^--!';

    expectObservable(stopGracefully(obeying(source)), unsub).toBe('-');
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it('errors with the source', marbles(({ cold, expectObservable }) => {
    expectObservable(stopGracefully(obeying(cold('-a-#')))).toBe('-a-#');
  }));

  it('errors when start throws', () => {
    const error = jest.fn();
    stopGracefully(() => {
      throw 'broken';
    }).subscribe({ error });
    expect(error).toHaveBeenCalledWith('broken');
  });

  it('tells onLateError of a source that fails while it is being stopped', marbles(({ cold, expectObservable, flush }) => {
    const onLateError = jest.fn();
    const start = (stop$: Observable<void>) =>
      merge(NEVER, stop$.pipe(delay(2), map(() => { throw 'late'; }))).pipe(takeWhile(() => true));

    expectObservable(stopGracefully(start, { onLateError }), '--!').toBe('-');
    expectObservable(cold('---|'), '^').toBe('---|');
    flush();
    expect(onLateError.mock.calls).toEqual([['late']]);
  }));

  it('makes a warning of an error that nobody is there to be told of', () => {
    const emitWarning = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    const late = new Subject<never>();
    stopGracefully(() => late).subscribe().unsubscribe();
    late.error('late');
    expect(emitWarning.mock.calls).toEqual([['a source failed while it was being stopped: late', 'RekindleWarning']]);
  });

  it('asks a synchronous source to stop in its midst', () => {
    const taken: number[] = [];
    stopGracefully((stop$) => range(0, 1_000).pipe(tap((n) => taken.push(n)), takeUntil(stop$)))
      .pipe(take(3))
      .subscribe();
    expect(taken).toEqual([0, 1, 2]);
  });

  it('asks a source that looks only later', () => {
    const start = (stop$: Observable<void>) => concat(of(1), stop$.pipe(ignoreElements()), of(2));
    const seen: number[] = [];
    stopGracefully((stop$) => start(stop$).pipe(tap((n) => seen.push(n)))).pipe(take(1)).subscribe();
    expect(seen).toEqual([1, 2]);
  });

  it('asks once, and not a source that has ended', () => {
    const asked = jest.fn();
    const source = new Subject<number>();
    const start = (stop$: Observable<void>) =>
      merge(source, stop$.pipe(tap(asked), ignoreElements())).pipe(take(1));
    const subscription = stopGracefully(start).subscribe();
    source.next(1);
    subscription.unsubscribe();
    expect(asked).not.toHaveBeenCalled();
  });

  it('gives two subscribers a stop of their own', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold(' -a-b-c-d-|');
    const one = '         --!       ';
    const other = '       ----------';
    const subs = [
      '                   ^-!       ',
      '                   ^--------!',
    ];
    const result = stopGracefully(obeying(source));

    expectObservable(result, one).toBe('-a-');
    expectObservable(result, other).toBe('-a-b-c-d-|');
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it('may be left by what it emits', () => {
    const source = new Subject<number>();
    const seen: number[] = [];
    const ended = jest.fn();
    const subscription = stopGracefully((stop$) => source.pipe(takeUntil(stop$), finalize(ended))).subscribe((n) => {
      seen.push(n);
      if (n === 1) source.next(2);
      else subscription.unsubscribe();
    });
    source.next(1);
    source.next(3);
    expect(seen).toEqual([1, 2]);
    expect(ended).toHaveBeenCalledTimes(1);
  });

  it('runs a callback that throws as any other subscriber would', () => {
    const result = stopGracefully(() => throwError(() => 'own'));
    const error = jest.fn();
    result.subscribe({ error });
    expect(error).toHaveBeenCalledWith('own');
  });
});
