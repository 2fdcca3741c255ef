import { describe, expect, it, jest } from '@jest/globals';
import { EMPTY, NEVER, type Observable, of, Subject, startWith, take } from 'rxjs';
import { marbles } from '../../lib/testing/marbles.ts';
import { settle } from '../../operators/settle.ts';

const told = {
  completed: (last: string | undefined) => of(`completed ${last}`),
  failed: (error: unknown) => of(`failed ${error}`),
};

// biome-ignore format: marbles are aligned by hand
describe('settle', () => {
  it('goes on with the last value of a source that completed', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold(' -a-b-|');
    const subs = '        ^----!';
    const expected = '    -----(c|)';

    expectObservable(source.pipe(settle(told))).toBe(expected, { c: 'completed b' });
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it('goes on with nothing after an empty source', marbles(({ cold, expectObservable }) => {
    expectObservable(cold('--|').pipe(settle(told))).toBe('--(c|)', { c: 'completed undefined' });
  }));

  it('waits with a source that never ends', marbles(({ cold, expectObservable }) => {
    expectObservable(cold('-a-').pipe(settle(told))).toBe('---');
  }));

  it('goes on with the error of a source that errored', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold(' -a-#');
    const subs = '        ^--!';
    const expected = '    ---(f|)';

    expectObservable(source.pipe(settle(told))).toBe(expected, { f: 'failed error' });
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it('emits and ends as what comes after does', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold(' --|');
    const after = cold('    a-b-#');
    const sourceSubs = '  ^-!';
    const afterSubs = '   --^---!';
    const expected = '    --a-b-#';

    expectObservable(source.pipe(settle({ ...told, completed: () => after }))).toBe(expected);
    expectSubscriptions(source.subscriptions).toBe(sourceSubs);
    expectSubscriptions(after.subscriptions).toBe(afterSubs);
  }));

  it('errors when a function throws', marbles(({ cold, expectObservable }) => {
    const throwing = () => { throw 'thrown'; };

    expectObservable(cold('-|').pipe(settle({ ...told, completed: throwing }))).toBe('-#', undefined, 'thrown');
    expectObservable(cold('-#').pipe(settle({ ...told, failed: throwing }))).toBe('-#', undefined, 'thrown');
  }));

  it('takes what next throws for a failure of the source', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold(' -a-b|');
    const subs = '        ^!';
    const expected = '    -(f|)';
    const next = () => { throw 'thrown'; };

    expectObservable(source.pipe(settle({ ...told, next }))).toBe(expected, { f: 'failed thrown' });
    expectSubscriptions(source.subscriptions).toBe(subs);
  }));

  it('tells next of each value', () => {
    const next = jest.fn();
    of('a', 'b').pipe(settle({ ...told, next })).subscribe();
    expect(next.mock.calls).toEqual([['a'], ['b']]);
  });

  it('unsubscribes the source, or what comes after it', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold(' --|');
    const after = cold('    a-b-c');
    const early = '       -!';
    const late = '        ----!';

    const result = source.pipe(settle({ ...told, completed: () => after }));
    expectObservable(result, early).toBe('-');
    expectObservable(result, late).toBe('--a--');
    expectSubscriptions(source.subscriptions).toBe(['^!', '^-!']);
    expectSubscriptions(after.subscriptions).toBe('--^-!');
  }));

  it('keeps the last value for each subscriber alone', () => {
    const source = new Subject<string>();
    const [one, other] = [jest.fn(), jest.fn()];
    const result = source.pipe(settle(told));
    result.subscribe(one);
    source.next('a');
    result.subscribe(other);
    source.complete();
    expect([one.mock.calls, other.mock.calls]).toEqual([[['completed a']], [['completed undefined']]]);
  });

  it('may be left in the midst of a synchronous end', () => {
    const after: Observable<string> = NEVER.pipe(startWith('a', 'b'));
    const seen: string[] = [];
    EMPTY.pipe(settle({ ...told, completed: () => after }), take(1)).subscribe((value) => seen.push(value));
    expect(seen).toEqual(['a']);
  });

  it('takes a source that is pushed into by what comes after it', () => {
    const source = new Subject<string>();
    const completed = jest.fn((last: string | undefined) => {
      source.next('late');
      return of(last);
    });
    const seen: unknown[] = [];
    source.pipe(settle<string, string | undefined>({ completed, failed: () => EMPTY })).subscribe((value) => seen.push(value));
    source.next('a');
    source.complete();
    expect(seen).toEqual(['a']);
  });
});
