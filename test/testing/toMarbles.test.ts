import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { TestScheduler } from 'rxjs/testing';
import { drawRecording } from '../../lib/testing/drawRecording.ts';
import { parseExpected } from '../../lib/testing/parseExpected.ts';
import type { RecordedSignal, Recording } from '../../lib/testing/recording.ts';
import { rowById } from '../../lib/testing/rowById.ts';
import { type ToMarblesOptions, toMarbles } from '../../lib/testing/toMarbles.ts';
import { text } from '../support/text.ts';

const signal = (time: number, name: string, payload: unknown = {}): RecordedSignal => ({
  name,
  payload,
  sequence: 0,
  time,
  operationId: 'op',
});

/** When and what a diagram says, read with the parser of marble tests. */
function parsed(marbles: string, values: Readonly<Record<string, unknown>>): unknown[] {
  return new TestScheduler(() => undefined).run(() =>
    parseExpected(marbles, values).map(({ frame, notification }) => [
      frame,
      notification.kind === 'N' && notification.value,
    ]),
  );
}

const bare = ({ name, payload }: RecordedSignal) => ({ name, payload });

describe('toMarbles', () => {
  it('draws all signals in one row, and has a letter for each that is different', () => {
    const recording = [
      signal(1_000, 'shop.opened'),
      signal(1_003, 'shop.sold', { rows: 1 }),
      signal(1_003, 'shop.sold', { rows: 2 }),
      signal(1_063, 'shop.sold', { rows: 1 }),
    ];

    expect(toMarbles(recording)).toEqual({
      rows: { signals: 'a--(bc) 56ms b' },
      values: {
        a: { name: 'shop.opened', payload: {} },
        b: { name: 'shop.sold', payload: { rows: 1 } },
        c: { name: 'shop.sold', payload: { rows: 2 } },
      },
      quantum: 1,
    });
  });

  it('draws rows on one grid of time', () => {
    const query = (time: number, queryId: string) => signal(time, 'streaming.query_healthy', { queryId });
    const recording = [
      query(0, 'orders'),
      query(0, 'stores'),
      query(500, 'stores'),
      signal(500, 'dimension.changed', { entityId: 'dim' }),
      signal(503, 'shop.closed'),
      query(503, 'orders'),
    ];

    expect(toMarbles(recording, { rowOf: rowById }).rows).toEqual({
      orders: 'a 499ms ---a',
      stores: 'b 499ms b---',
      dim: '- 499ms c---',
      shop: '- 499ms ---d',
    });
  });

  it('rounds times down so far that no group reaches past the next', () => {
    const recording = [0, 1, 2, 3, 104, 105].map((time) => signal(time, 'shop.sold', { time }));
    const close = [0, 0, 3].map((time) => signal(time, 'shop.sold', { time }));

    expect(toMarbles(recording)).toMatchObject({ quantum: 1, rows: { signals: 'abcd 100ms ef' } });
    expect(toMarbles(close)).toMatchObject({ quantum: 5, rows: { signals: '(aab)' } });
    expect(toMarbles([...close, signal(50, 'shop.sold')])).toMatchObject({
      quantum: 5,
      rows: { signals: '(aab) 45ms c' },
    });
  });

  it('rounds times down so far that there are not too many', () => {
    const recording = Array.from({ length: 100 }, (_, i) => signal(i * 10, 'shop.sold'));

    expect(toMarbles(recording).quantum).toBe(50);
    expect(toMarbles(recording, { moments: 100 }).quantum).toBe(1);
    expect(toMarbles(recording, { moments: 1 })).toMatchObject({
      quantum: 1_000,
      rows: { signals: `(${'a'.repeat(100)})` },
    });
  });

  it('takes a quantum, and refuses one with which signals cannot be drawn', () => {
    const recording = [0, 0, 3, 17].map((time) => signal(time, 'shop.sold', { time }));

    expect(toMarbles(recording, { quantum: 10 }).rows).toEqual({ signals: '(aab)-----c' });
    expect(() => toMarbles(recording, { quantum: 1 })).toThrow(
      'expected a quantum at which no group of signals reaches past the next one, got 1ms; 5ms is one',
    );
  });

  it.each<[ToMarblesOptions, string]>([
    [{ quantum: 0 }, 'expected quantum to be a positive number of ms, got 0'],
    [{ quantum: Number.NaN }, 'expected quantum to be a positive number of ms, got NaN'],
    [{ moments: 0 }, 'expected moments to be a positive number, got 0'],
  ])('refuses %p', (options, message) => {
    expect(() => toMarbles([signal(0, 'shop.sold')], options)).toThrow(new RangeError(message));
  });

  it('lets a clock that was set back stand still', () => {
    const recording = [100, 200, 50, 190, 230].map((time) => signal(time, 'shop.sold', { time }));

    expect(toMarbles(recording).rows).toEqual({ signals: 'a 99ms (bcd) 25ms e' });
  });

  it('draws nothing as nothing', () => {
    expect(toMarbles([])).toEqual({ rows: {}, values: {}, quantum: 1 });
  });

  it('refuses more signals than there are letters', () => {
    const recording = Array.from({ length: 20_001 }, (_, i) => signal(i, 'shop.sold', { i }));
    const { values } = toMarbles(recording.slice(1));

    expect(Object.keys(values)).toHaveLength(20_000);
    expect(() => toMarbles(recording)).toThrow(
      'expected at most 20000 different signals in a diagram, got 20001',
    );
  });

  it('draws what the parser of marble tests reads back', () => {
    const recordings = fc
      .array(
        fc.record({
          gap: fc.oneof(fc.constant(0), fc.nat(3), fc.nat(100_000)),
          name: fc.constantFrom('shop.sold', 'shop.opened'),
          payload: fc.oneof(
            fc.record({ queryId: fc.constantFrom('a', 'b') }),
            fc.record({ rows: fc.nat(3) }),
          ),
        }),
        { maxLength: 60 },
      )
      .map((events): Recording => {
        let time = 1_700_000_000_000;
        return events.map(({ gap, name, payload }) => {
          time += gap;
          return signal(time, name, payload);
        });
      });
    fc.assert(
      fc.property(recordings, fc.constantFrom(5, 40), (recording, moments) => {
        const { rows, values, quantum } = toMarbles(recording, { rowOf: rowById, moments });
        const origin = recording[0]?.time ?? 0;

        for (const [name, marbles] of Object.entries(rows)) {
          const row = recording.filter((one) => rowById(one) === name);
          expect(parsed(marbles, values)).toEqual(
            row.map((one) => [Math.floor((one.time - origin) / quantum) * quantum, bare(one)]),
          );
        }
        expect(new Set(recording.map(rowById))).toEqual(new Set(Object.keys(rows)));
      }),
    );
  });
});

describe('rowById', () => {
  it.each([
    ['datapipes.after_pipe', { runId: 'r', pipeId: 'silver.orders' }, 'silver.orders'],
    ['streaming.query_healthy', { queryId: 'orders' }, 'orders'],
    ['dimension.changed', { entityId: 'stores' }, 'stores'],
    ['config.after_reload', { version: 1 }, 'config'],
    ['shop.opened', 'plain', 'shop'],
    ['shop.opened', null, 'shop'],
  ])('names the row of %s with %p', (name, payload, row) => {
    expect(rowById(signal(0, name, payload))).toBe(row);
  });
});

describe('drawRecording', () => {
  it('draws rows and says what the letters stand for', () => {
    const recording = [
      signal(0, 'streaming.query_stalled', { queryId: 'orders', lastProgressSecondsAgo: 300 }),
      signal(0, 'shop.opened'),
      signal(0, 'shop.closed'),
      signal(3, 'shop.opened'),
      signal(12, 'shop.closed'),
    ];

    expect(drawRecording(recording, { rowOf: rowById })).toBe(
      text(
        '  orders  a----------',
        '  shop    (bcb)-----c',
        '',
        "  a = streaming.query_stalled { queryId: 'orders', lastProgressSecondsAgo: 300 }",
        '  b = shop.opened {}',
        '  c = shop.closed {}',
        '',
        '  times are rounded down to 5ms',
      ),
    );
  });
});
