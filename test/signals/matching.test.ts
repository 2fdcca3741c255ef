import { describe, expect, it } from '@jest/globals';
import { matching } from '../../lib/signals/matching.ts';
import { SignalEvent } from '../../lib/signals/signalEvent.ts';
import { marbles } from '../../lib/testing/marbles.ts';

const event = (name: string) => new SignalEvent<string, unknown>(name, {}, 1, 0, 'run', undefined);
const values = {
  r: event('datapipes.before_run'),
  f: event('datapipes.pipe_failed'),
  p: event('packages.pack_failed'),
  s: event('shop.order_failed'),
};

describe('matching', () => {
  // biome-ignore format: marbles are aligned by hand
  it.each([
    ['*',                 '-r-f-p-s-r-f-|'],
    ['datapipes.*',       '-r-f-----r-f-|'],
    ['*.*_failed',        '---f-p-s---f-|'],
    ['pip.*',             '-----p-------|'],
    ['datapipes.pre_run', '-r-------r---|'],
    ['shop.order_failed', '-------s-----|'],
  ])('passes what %s stands for', (pattern, expected) => marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold('  -r-f-p-s-r-f-|', values);
    const subs = '         ^------------!';

    expectObservable(source.pipe(matching(pattern as '*'))).toBe(expected, values);
    expectSubscriptions(source.subscriptions).toBe(subs);
  })());

  it(
    'errors with the source',
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold('-r-#', values).pipe(matching('datapipes.*'))).toBe('-r-#', values);
    }),
  );

  it(
    'leaves the source when it is left',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-r-r-', values);
      expectObservable(source.pipe(matching('*')), '^-!').toBe('-r-', values);
      expectSubscriptions(source.subscriptions).toBe('^-!');
    }),
  );

  it('refuses a pattern that can match nothing', () => {
    expect(() => matching('datapipes.nothing_*' as '*')).toThrow(
      'expected a pattern that matches a signal of the namespace "datapipes"',
    );
  });
});
