import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Engine } from '../../lib/data/engine.ts';
import { memoryEngine } from '../../lib/data/memory/memoryEngine.ts';
import type { WriteMode } from '../../lib/data/writeMode.ts';
import type { Entity } from '../../lib/definitions/entity.ts';
import type { Pipe } from '../../lib/definitions/pipe.ts';
import { mergeChanges } from '../../lib/streaming/microBatches/mergeChanges.ts';
import type { PipeQueryOptions } from '../../lib/streaming/microBatches/pipeQueryOptions.ts';
import { now } from '../data/support/now.ts';
import { dyingEngine } from './support/dyingEngine.ts';
import {
  doubled,
  doubles,
  even,
  evens,
  events,
  noted,
  numbered,
  numbersOf,
  orders,
  rowsOf,
  running,
  write,
} from './support/streamedPipes.ts';

/** A process that runs the pipe and dies, or lives on to the end of what is there. */
const life = fc.record({
  at: fc.integer({ min: 1, max: 60 }),
  by: fc.constantFrom('hangs' as const, 'fails' as const),
  maxRows: fc.oneof(fc.integer({ min: 1, max: 7 }), fc.constant(Number.POSITIVE_INFINITY)),
  trigger: fc.constantFrom<NonNullable<PipeQueryOptions['trigger']>>('asap', 'available_now', { every: 5 }),
  lasts: fc.integer({ min: 0, max: 50 }),
});
type Life = typeof life extends fc.Arbitrary<infer L> ? L : never;

function live(
  of: Pipe,
  engine: Engine,
  { at, by, lasts, ...options }: Life,
  more: Partial<PipeQueryOptions>,
): void {
  const { start, scheduler } = running(of, {
    engine: dyingEngine(engine, { at, by }),
    ...options,
    ...more,
  });
  start();
  // What it left waiting on its clock is never done, as nobody winds that up again.
  scheduler.advanceBy(lasts);
}

function finish(of: Pipe, engine: Engine, more: Partial<PipeQueryOptions>): void {
  const { start, scheduler, ends } = running(of, { engine, trigger: 'available_now', maxRows: 3, ...more });
  start();
  scheduler.advanceBy(10_000);
  expect(ends).toEqual(['completed']);
}

/** Each batch wrote once, and none is missing. */
function expectGapless(engine: Engine, { id, output }: Pipe): void {
  const history = now(engine.history({ entityIds: [(output as Entity).id], limit: 10_000 })).flat();
  const { batchId = -1 } = (noted(engine, id) ?? {}) as { batchId?: number };
  expect(history.length).toBe(batchId + 1);
}

const sorted = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b);

describe('pipeQuery, whenever its process dies', () => {
  it('passes on each row that was appended exactly once', () => {
    const writes = fc.array(fc.integer({ min: 0, max: 12 }).map((rows) => ({ rows })));
    const steps = fc.array(fc.oneof(writes, life), { maxLength: 12 });
    fc.assert(
      fc.property(steps, (all) => {
        const engine = memoryEngine();
        write(engine, events, []);
        let next = 0;
        for (const step of all) {
          if (!Array.isArray(step)) live(evens, engine, step as Life, {});
          else
            for (const { rows } of step as { rows: number }[]) {
              write(engine, events, numbered(...Array.from({ length: rows }, () => next++)));
            }
        }
        finish(evens, engine, {});
        const batch = numbersOf(engine, events).filter((n) => n % 2 === 0);
        expect(sorted(next === 0 ? [] : numbersOf(engine, even))).toEqual(sorted(batch));
        if (next > 0) expectGapless(engine, evens);
      }),
      { numRuns: 60 },
    );
  });

  it('makes of merges, deletes and overwrites what one run over all makes of them', () => {
    const key = fc.integer({ min: 0, max: 6 });
    const change = fc.record({
      mode: fc.constantFrom<WriteMode['mode']>('merge', 'merge', 'merge', 'overwrite'),
      rows: fc.uniqueArray(fc.record({ id: key, amount: fc.nat(9), gone: fc.boolean() }), {
        selector: ({ id }) => id,
        maxLength: 7,
      }),
    });
    const steps = fc.array(fc.oneof(change, life), { maxLength: 14 });
    const options = { rows: 'latest_changes', write: mergeChanges } as const;
    fc.assert(
      fc.property(steps, (all) => {
        const engine = memoryEngine();
        write(engine, orders, []);
        let written = 0;
        for (const step of all) {
          if ('at' in step) live(doubles, engine, step, options);
          else {
            written += step.rows.length;
            const kept = step.rows.map(({ gone: _, ...row }) => row);
            if (step.mode === 'overwrite') write(engine, orders, kept, { mode: 'overwrite' });
            else
              write(engine, orders, step.rows, {
                mode: 'merge',
                deleteWhen: { op: '=', column: 'gone', value: true },
                markers: ['gone'],
              });
          }
        }
        finish(doubles, engine, options);
        const byId = (rows: readonly Record<string, unknown>[]) =>
          rows.toSorted((a, b) => Number(a['id']) - Number(b['id']));
        const batch = rowsOf(engine, orders).map((row) => ({ ...row, amount: 2 * Number(row['amount']) }));
        const hasOutput = now(engine.versions([doubled.id]))[0]?.has(doubled.id);
        expect(byId(hasOutput ? rowsOf(engine, doubled) : [])).toEqual(byId(batch));
        if (written > 0) expectGapless(engine, doubles);
      }),
      { numRuns: 60 },
    );
  });

  it.each(Array.from({ length: 40 }, (_, i) => i + 1))(
    'loses and repeats nothing when it dies at call %i',
    (at) => {
      for (const by of ['hangs', 'fails'] as const) {
        const engine = memoryEngine();
        write(engine, events, numbered(0, 1, 2, 3, 4, 5, 6));
        live(evens, engine, { at, by, maxRows: 2, trigger: 'asap', lasts: 20 }, {});
        finish(evens, engine, {});
        expect(sorted(numbersOf(engine, even))).toEqual([0, 2, 4, 6]);
        expectGapless(engine, evens);
      }
    },
  );
});
