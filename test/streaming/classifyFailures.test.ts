import { describe, expect, it } from '@jest/globals';
import { defer, throwError } from 'rxjs';
import { classifyFailures } from '../../lib/streaming/failures/classifyFailures.ts';
import type { FailureRow } from '../../lib/streaming/failures/failureRow.ts';
import { marbles } from '../../lib/testing/marbles.ts';
import { constant } from '../../operators/backoff.ts';
import { recover } from '../../operators/recover.ts';

const row: FailureRow = {
  id: 'shop.closed',
  is: { name: 'ShopError' },
  failureClass: 'transient',
  why: 'It opens.',
};

describe('classifyFailures', () => {
  it('says whether starting again can help', () => {
    const classify = classifyFailures();

    expect(classify(new Error('TransactionContext Error: Conflict on update!'))).toBe('transient');
    expect(classify(new TypeError('x is not a function'))).toBe('permanent');
    expect(classify(new Error('INTERRUPT Error: Interrupted!'))).toBe('unknown');
    expect(classify(new Error('boom'))).toBe('unknown');
  });

  it('lets rows of your own go first', () => {
    expect(
      classifyFailures([{ ...row, is: { message: /Conflict/ }, failureClass: 'permanent' }])(
        new Error('TransactionContext Error: Conflict on update!'),
      ),
    ).toBe('permanent');
  });

  it(
    'keeps a source from being restarted when that cannot help',
    marbles(({ expectObservable }) => {
      const errors = [
        new Error('IO Error: Could not set lock on file "a.db"'),
        new Error('Binder Error: no column'),
      ];
      const [, last] = errors;
      const source = defer(() => throwError(() => errors.shift()));

      expectObservable(source.pipe(recover({ backoff: constant(3), classify: classifyFailures() }))).toBe(
        '---#',
        undefined,
        last,
      );
    }),
  );

  it.each([
    [{ ...row, failureClass: 'temporary' }, 'to be transient, permanent or unknown, got temporary'],
    [
      { ...row, failureClass: 'permament' },
      'to be transient, permanent or unknown, got permament; did you mean permanent?',
    ],
    [
      { ...row, is: {} },
      'to have one of name, errorClass, sqlState, code, status, transient or message, got none',
    ],
    [
      { ...row, is: [{ name: 'X' }, { sqlstate: '42' }] },
      'to have marks name, errorClass, sqlState, code, status, transient or message, got sqlstate; did you mean sqlState?',
    ],
  ])('refuses %p', (bad, message) => {
    expect(() => classifyFailures([row, bad as never])).toThrow(
      new TypeError(`expected failure row 2, "shop.closed", ${message}`),
    );
  });
});
