import { describe, expect, it, jest } from '@jest/globals';
import { delay, EMPTY, fromEvent, NEVER, type Observable, of, take, takeUntil } from 'rxjs';
import { marbles } from '../../lib/testing/marbles.ts';
import type { Abortion } from '../../operators/abortable.ts';
import { settle } from '../../operators/settle.ts';
import { settledAbort } from '../../operators/settledAbort.ts';
import { type TimeoutAbortOptions, timeoutAbort } from '../../operators/timeoutAbort.ts';
import { TimeoutAbortError } from '../../operators/timeoutAbortError.ts';

const told = {
  completed: (last: string | undefined) => of(`completed ${last}`),
  failed: (error: unknown) => of(`failed: ${error}`),
};

/** Ends two frames after it is told to. */
const obeying =
  (source: Observable<string>) =>
  ({ signal }: Abortion) =>
    source.pipe(takeUntil(fromEvent(signal, 'abort').pipe(delay(2))));

// biome-ignore format: marbles are aligned by hand
describe('settledAbort', () => {
  it.each<[string, string, TimeoutAbortOptions, string, string]>([
    // source              options                   expected        what comes after the end
    ['completes',  '-a-b| ', {},                      '----(r|)',     'completed b'],
    ['is empty',   '--|   ', {},                      '--(r|)  ',     'completed undefined'],
    ['never ends', '---   ', {},                      '---     ',     ''],
    ['fails',      '-a-#  ', {},                      '---(r|) ',     'failed: error'],
    ['is silent',  '-a-----', { each: 3 },            '------(r|)',   'failed: TimeoutAbortError: expected another value or the end within 3 ms, got none'],
    ['is deaf',    '-a-----', { total: 4, grace: 1 }, '-----(r|)',    'failed: TimeoutAbortError: expected the end within 4 ms, got none'],
  ])('goes on after a source that %s, as timeoutAbort and settle do', (_, diagram, options, expected, r) => {
    marbles(({ cold, expectObservable }) => {
      const fused = settledAbort(obeying(cold(diagram)), options, told);
      const composed = timeoutAbort(obeying(cold(diagram)), options).pipe(settle(told));

      expectObservable(fused).toBe(expected, { r });
      expectObservable(composed).toBe(expected, { r });
    })();
  });

  it('hears what an aborted source still emits', marbles(({ cold, expectObservable, flush }) => {
    const heard: string[] = [];
    const source = cold('         -a-b-c');
    const expected = '            ----(r|)';
    const next = (value: string) => heard.push(value);

    const result = settledAbort(obeying(source), { total: 2 }, { ...told, next });
    expectObservable(result).toBe(expected, { r: 'failed: TimeoutAbortError: expected the end within 2 ms, got none' });
    flush();
    expect(heard).toEqual(['a', 'b']);
  }));

  it('errors with the source where nothing is said of failures', marbles(({ cold, expectObservable }) => {
    const { completed } = told;

    expectObservable(settledAbort<string, string>(() => cold('-a-#'), {}, { completed })).toBe('---#');
    expectObservable(settledAbort<string, string>(() => cold('---'), { first: 2, grace: 0 }, { completed })).toBe('--#', undefined, new TimeoutAbortError('first', 2));
  }));

  it('errors when a function throws', marbles(({ cold, expectObservable }) => {
    const throwing = (): never => { throw 'thrown'; };

    expectObservable(settledAbort(() => cold<string>('-|'), {}, { completed: throwing })).toBe('-#', undefined, 'thrown');
    expectObservable(settledAbort(() => cold<string>('-#'), {}, { ...told, failed: throwing })).toBe('-#', undefined, 'thrown');
    expectObservable(settledAbort(throwing, {}, told)).toBe('(r|)', { r: 'failed: thrown' });
    expectObservable(settledAbort(() => cold<string>('-a|'), {}, { ...told, next: throwing })).toBe('-(r|)', { r: 'failed: thrown' });
  }));

  it('aborts the signal and leaves the source on unsubscribe', marbles(({ cold, expectObservable, expectSubscriptions, flush }) => {
    const source = cold(' -a-b');
    const unsub = '       --!';
    const subs = '        ^-!';
    let signal: AbortSignal | undefined;
    const start = (abortion: Abortion) => {
      signal = abortion.signal;
      return source;
    };

    expectObservable(settledAbort(start, {}, told), unsub).toBe('-');
    expectSubscriptions(source.subscriptions).toBe(subs);
    flush();
    expect(signal?.aborted).toBe(true);
  }));

  it('keeps what it heard for each subscriber alone, and may be left in the midst', () => {
    const result = settledAbort(() => of('a', 'b'), {}, { ...told, completed: (last) => of(`${last}`, 'more') });
    const [one, other] = [jest.fn(), jest.fn()];
    result.subscribe(one);
    result.pipe(take(1)).subscribe(other);
    expect([one.mock.calls, other.mock.calls]).toEqual([[['b'], ['more']], [['b']]]);
  });

  it('refuses times that no timer can wait', () => {
    expect(() => settledAbort(() => NEVER, { total: 0 }, { completed: () => EMPTY })).toThrow('expected total to be from 1');
  });
});
