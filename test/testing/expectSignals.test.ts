import { describe, expect, it } from '@jest/globals';
import type { Observable } from 'rxjs';
import { Signals } from '../../lib/signals/signals.ts';
import type { ExpectedSignal } from '../../lib/testing/expectSignals.ts';
import { type MarbleHelpers, marbles } from '../../lib/testing/marbles.ts';
import { failureOf } from '../support/failureOf.ts';
import { text } from '../support/text.ts';

const fail = (body: (helpers: MarbleHelpers) => void) => failureOf(marbles(body));

interface Sent {
  readonly name: string;
  readonly payload: unknown;
}

/** A bus on which the signals of a stream are emitted as they come. */
const told = (all$: Observable<Sent>): Signals => {
  const signals = new Signals();
  all$.subscribe({
    next: ({ name, payload }) => signals.emit(name, payload),
    error: () => undefined,
    complete: () => signals.close(),
  });
  return signals;
};

const signal = (name: string, payload: unknown = {}): Sent => ({ name, payload });

const sent = {
  a: signal('pipe.started', { pipeId: 'x', inputs: ['i'] }),
  b: signal('pipe.finished', { pipeId: 'x', rows: { read: 1, written: 2 } }),
  c: signal('pipe.finished', { pipeId: 'y', rows: { read: 1, written: 0 } }),
  z: signal('other.event'),
};

describe('expectSignals', () => {
  it(
    'matches names, and payloads in part',
    marbles(({ hot, expectSignals }) => {
      const signals = told(hot('a-bzc', sent));
      const values: Record<string, ExpectedSignal> = {
        a: 'pipe.started',
        b: { name: 'pipe.finished', payload: { rows: { written: 2 } } },
        c: { name: 'pipe.finished' },
      };

      expectSignals(signals, 'pipe.*').toBe('a-b-c', values);
      expectSignals(signals, 'other.*').toBe('---z', { z: 'other.event' });
      expectSignals(signals, 'none.*').toBe('-');
      expectSignals(signals, 'pipe.*', '-^-!').toBe('--b', values);
    }),
  );

  it('shows a signal that came instead, and the parts of its payload that differ', () => {
    const error = fail(({ hot, expectSignals }) => {
      expectSignals(told(hot('a-b-z', sent)), 'pipe.*').toBe('a-b', {
        a: 'pipe.started',
        b: { name: 'pipe.finished', payload: { pipeId: 'x', rows: { written: 3 } } },
      });
    });

    expect(error.message).toBe(
      text(
        "signals 'pipe.*' differ at 2ms",
        '',
        '  expected  a-b',
        '  received  a-c',
        '              ^',
        '',
        '  a = pipe.started',
        "  b = pipe.finished { pipeId: 'x', rows: { written: 3 } }",
        "  c = pipe.finished { pipeId: 'x', rows: { read: 1, written: 2 } }, received for b",
        '      payload.rows.written: expected 3, received 2',
      ),
    );
  });

  it('draws a signal as the letter expected at its place, or else as the first that matches', () => {
    const values = { s: 'pipe.started', any: 'pipe.finished', f: 'pipe.finished' };
    const { any: g, ...rest } = values;
    const error = fail(({ hot, expectSignals }) => {
      expectSignals(told(hot('abcb', sent)), 'pipe.*').toBe('s-ff', { ...rest, g });
    });

    expect(error).toMatchObject({ expected: 's-ff', received: 'sfff', frame: 1 });
  });

  it('compares arrays in a payload exactly', () => {
    const error = fail(({ hot, expectSignals }) => {
      expectSignals(told(hot('a', sent)), 'pipe.*').toBe('a', {
        a: { name: 'pipe.started', payload: { inputs: [] } },
      });
    });

    expect(error.message).toMatch(/\n {6}payload\.inputs\[0\]: expected nothing, received 'i'$/);
  });

  it('shows equal signals that nothing matches with one letter', () => {
    const error = fail(({ hot, expectSignals }) => {
      expectSignals(told(hot('bb', { b: signal('x.y'), c: signal('x.y') })), 'x.*').toBe('-');
    });

    expect(error.message).toBe(
      text(
        "signals 'x.*' differ at 0ms",
        '',
        '  expected  --',
        '  received  aa',
        '            ^',
        '',
        '  a = x.y {}',
      ),
    );
  });

  it('refuses a letter without a signal', () => {
    const error = fail(({ hot, expectSignals }) =>
      expectSignals(told(hot('a', sent)), '*').toBe('ab', { a: 'x' }),
    );

    expect(error.message).toBe("expected a value for each letter of 'ab', got none for 'b' (a)");
  });

  it('refuses signals without an expectation', () => {
    const error = fail(({ hot, expectSignals }) => {
      expectSignals(told(hot('a', sent)), '*');
    });

    expect(error.message).toBe('expected .toBe(…) after expectSignals(…), got none');
  });
});
