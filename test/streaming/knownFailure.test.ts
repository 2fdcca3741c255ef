import { describe, expect, it } from '@jest/globals';
import { EngineError } from '../../lib/data/engineError.ts';
import type { FailureRow } from '../../lib/streaming/failures/failureRow.ts';
import { knownFailure } from '../../lib/streaming/failures/knownFailure.ts';
import { knownFailures } from '../../lib/streaming/failures/knownFailures.ts';
import { RestartIntensityError } from '../../operators/restartIntensity.ts';
import { realisticErrors, withFields } from './support/realisticErrors.ts';

const errors = Object.entries(realisticErrors).flatMap(([id, list]) =>
  list.map((error) => ({ id, error })),
);
const title = (error: unknown) => (error instanceof Error ? error.message.slice(0, 60) : String(error));

describe('knownFailures', () => {
  it('has rows of every class, each with an id of its own and a sentence why', () => {
    const count = (failureClass: string) =>
      knownFailures.filter((row) => row.failureClass === failureClass).length;

    expect(new Set(knownFailures.map(({ id }) => id)).size).toBe(knownFailures.length);
    expect(knownFailures.filter(({ why }) => !/^[A-Z].*[^.]\.$/.test(why))).toEqual([]);
    expect(count('transient')).toBeGreaterThan(20);
    expect(count('permanent')).toBeGreaterThan(30);
    expect(count('unknown')).toBeGreaterThan(10);
  });

  it('is tried with errors for each row, and for no other', () => {
    expect(Object.keys(realisticErrors)).toEqual(knownFailures.map(({ id }) => id));
  });

  it.each(errors.map(({ id, error }) => ({ id, error, message: title(error) })))(
    'knows $id by $message',
    ({ id, error }) => {
      expect(knownFailure(error)?.id).toBe(id);
    },
  );
});

describe('knownFailure', () => {
  const own: readonly FailureRow[] = [
    {
      id: 'shop.closed',
      is: { name: 'ShopError' },
      failureClass: 'transient',
      why: 'The shop opens again.',
    },
    { id: 'shop.types', is: { name: 'TypeError' }, failureClass: 'unknown', why: 'Types differ.' },
  ];
  const refused = withFields('connect ECONNREFUSED', { code: 'ECONNREFUSED' });

  it('knows nothing of what fits no row', () => {
    for (const error of [new Error('boom'), 'boom', undefined, null, 7, {}])
      expect(knownFailure(error)).toBeUndefined();
  });

  it('reads what is no error at all', () => {
    expect(knownFailure('Binder Error: no such column')?.id).toBe('duckdb.statement');
    expect(knownFailure({ code: 'ECONNRESET' })?.id).toBe('network.connection');
  });

  it('looks at the causes of what it does not know', () => {
    const error = new Error('query orders failed', { cause: new Error('batch 3', { cause: refused }) });
    expect(knownFailure(error)?.id).toBe('network.connection');
  });

  it('looks at the causes of what alone says nothing', () => {
    expect(knownFailure(new TypeError('fetch failed', { cause: refused }))?.id).toBe('network.connection');
    const internal = new EngineError('internal', 'failed', {
      cause: new Error('Constraint Error: Duplicate key'),
    });
    expect(knownFailure(internal)?.id).toBe('duckdb.constraint');
  });

  it('believes what wraps rather than what is wrapped', () => {
    const error = new EngineError('unavailable', 'expected the file, got none', {
      cause: withFields('no such file', { code: 'ENOENT' }),
    });
    expect(knownFailure(error)?.id).toBe('engine.transient');
  });

  it('looks at all errors that are summed up in one', () => {
    const error = new AggregateError([new Error('first'), refused], 'all attempts failed');
    expect(knownFailure(error)?.id).toBe('network.connection');
  });

  it('judges the end of a group by what its last member failed with', () => {
    expect(knownFailure(new RestartIntensityError(1, 5_000, { cause: refused }))?.id).toBe(
      'network.connection',
    );
  });

  it('comes to an end with causes that go in a circle, or never end', () => {
    const circle: Error & { cause?: unknown } = new Error('one');
    circle.cause = new Error('two', { cause: circle });
    class Endless extends Error {
      override get cause() {
        return new Endless();
      }
    }
    expect(knownFailure(circle)).toBeUndefined();
    expect(knownFailure(new Endless())).toBeUndefined();
  });

  it('finds what is decisive in the message of a stream that failed', () => {
    const wrapped = (inner: string) =>
      new Error(`[STREAM_FAILED] Query [id = 1] terminated with exception: ${inner}`);
    expect(
      knownFailure(wrapped('java.lang.RuntimeException: io.delta.exceptions.ConcurrentWriteException: x'))
        ?.id,
    ).toBe('delta.conflict');
    expect(knownFailure(wrapped('[DIVIDE_BY_ZERO] Division by zero. SQLSTATE: 22012'))?.id).toBe(
      'spark.data',
    );
  });

  it('takes a class with what follows its dot, but no longer word', () => {
    expect(knownFailure(withFields('x', { errorClass: 'UNRESOLVED_COLUMN.WITHOUT_SUGGESTION' }))?.id).toBe(
      'spark.analysis',
    );
    expect(knownFailure(withFields('x', { errorClass: 'UNRESOLVED_COLUMNS' }))).toBeUndefined();
  });

  it('lets rows of your own go first, also about a cause', () => {
    const shop = withFields('closed', { name: 'ShopError' });
    expect(knownFailure(shop, own)?.id).toBe('shop.closed');
    expect(knownFailure(new EngineError('invalid', 'no', { cause: shop }), own)?.id).toBe('shop.closed');
    expect(knownFailure(new TypeError('x is no function'), own)).toMatchObject({ id: 'shop.types' });
    expect(knownFailure(new ReferenceError('x is not defined'), own)?.id).toBe('code.fault');
  });

  it('is not misled by what a pattern remembers', () => {
    const row: FailureRow = {
      id: 'a.b',
      is: { message: /late/g },
      failureClass: 'transient',
      why: 'It was late.',
    };
    expect([1, 2, 3].map(() => knownFailure(new Error('too late'), [row])?.id)).toEqual([
      'a.b',
      'a.b',
      'a.b',
    ]);
  });
});
