import { describe, expect, it } from '@jest/globals';
import { retry } from 'rxjs';
import { type MarbleHelpers, marbles } from '../../lib/testing/marbles.ts';
import { failureOf } from '../support/failureOf.ts';
import { text } from '../support/text.ts';

const fail = (body: (helpers: MarbleHelpers) => void) => failureOf(marbles(body));

describe('expectSubscriptions', () => {
  it(
    'passes when every subscription is as drawn',
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold(' --#         ');
      const subs = ['                   ^-!         ', '                   --^-!       '];
      const expected = '    ----#       ';

      expectObservable(source.pipe(retry(1))).toBe(expected);
      expectSubscriptions(source.subscriptions).toBe(subs);
    }),
  );

  it(
    'passes when there is none and none is drawn',
    marbles(({ cold, expectSubscriptions }) => {
      expectSubscriptions(cold('a').subscriptions).toBe([]);
      expectSubscriptions(cold('a').subscriptions).toBe('');
    }),
  );

  it('draws every subscription, expected above received, and marks the first that differs', () => {
    const error = fail(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('--#');
      expectObservable(source.pipe(retry(2))).toBe('------#');
      expectSubscriptions(source.subscriptions).toBe(['^-!', '--^--!']);
    });

    expect(error).toMatchObject({ expected: '^-!\n--^--!', received: '^-!\n--^-!\n----^-!', frame: 4 });
    expect(error.message).toBe(
      text(
        'subscriptions differ at 4ms',
        '',
        '  expected 1  ^-!',
        '  received 1  ^-!',
        '',
        '  expected 2  --^--!',
        '  received 2  --^-!',
        '                  ^',
        '',
        '  expected 3  no subscription',
        '  received 3  ----^-!',
      ),
    );
  });

  it('draws a subscription that does not end, and one that is missing', () => {
    const error = fail(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('-a');
      expectObservable(source, '--^').toBe('---a');
      expectSubscriptions(source.subscriptions).toBe(['--^ 40ms !', '^--!']);
    });

    expect(error.message).toBe(
      text(
        'subscriptions differ at 43ms',
        '',
        '  expected 1  --^- 39ms !',
        '  received 1  --^- 39ms -',
        '                        ^',
        '',
        '  expected 2  ^--!',
        '  received 2  no subscription',
      ),
    );
  });

  it('draws subscriptions of no length', () => {
    const error = fail(({ cold, expectObservable, expectSubscriptions }) => {
      const source = cold('(a|)');
      expectObservable(source).toBe('(a|)');
      expectSubscriptions(source.subscriptions).toBe('^!');
    });

    expect(error.message).toBe(
      text('subscriptions differ at 0ms', '', '  expected 1  ^!', '  received 1  (^!)', '              ^'),
    );
  });

  it('refuses subscriptions without an expectation', () => {
    const error = fail(({ cold, expectSubscriptions }) => {
      expectSubscriptions(cold('a').subscriptions);
    });

    expect(error.message).toBe('expected .toBe(…) after expectSubscriptions(…), got none');
  });
});
