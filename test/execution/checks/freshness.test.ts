import { describe, expect, it } from '@jest/globals';
import { VirtualTimeScheduler } from 'rxjs';
import { memoryEngine } from '../../../lib/data/memory/memoryEngine.ts';
import { entity } from '../../../lib/definitions/entity.ts';
import { pipe } from '../../../lib/definitions/pipe.ts';
import { freshness } from '../../../lib/execution/checks/freshness.ts';
import { run } from '../../../lib/execution/run.ts';
import { toResult } from '../../../lib/execution/toResult.ts';
import { Signals } from '../../../lib/signals/signals.ts';
import { now } from '../../data/support/now.ts';

const orders = entity('orders', { name: 'Orders', maxAge: 1_000 });
const clicks = entity('clicks', { maxAge: 5_000 });
const other = entity('other');

/** An engine in which orders and clicks were written at 10_000, so much time ago. */
function aged(ago: number) {
  const scheduler = new VirtualTimeScheduler();
  const engine = memoryEngine({ scheduler });
  scheduler.frame = 10_000;
  for (const one of [orders, clicks])
    now(engine.write(one, [[{ id: 1 }]], { mode: 'append' }, { ensure: true }));
  scheduler.frame += ago;
  return { engine, scheduler };
}

describe('freshness', () => {
  it('says how long ago entities were written, and which of them it is too long for', () => {
    const { engine, scheduler } = aged(2_000);
    expect(now(freshness([clicks, other, orders], engine, { scheduler }))).toEqual([
      [
        {
          entityId: 'clicks',
          entityName: 'clicks',
          maxAge: 5_000,
          lastWriteAt: 10_000,
          ageMs: 2_000,
          fresh: true,
        },
        {
          entityId: 'orders',
          entityName: 'Orders',
          maxAge: 1_000,
          lastWriteAt: 10_000,
          ageMs: 2_000,
          fresh: false,
        },
      ],
    ]);
  });

  it('takes an age of just as much for fresh', () => {
    const { engine, scheduler } = aged(1_000);
    expect(now(freshness([orders], engine, { scheduler }))[0]).toMatchObject([{ fresh: true }]);
  });

  it('finds what was never written stale', () => {
    expect(now(freshness([orders], memoryEngine()))).toEqual([
      [
        {
          entityId: 'orders',
          entityName: 'Orders',
          maxAge: 1_000,
          lastWriteAt: undefined,
          ageMs: undefined,
          fresh: false,
        },
      ],
    ]);
  });

  it('tells of what is stale', () => {
    const { engine, scheduler } = aged(2_000);
    const signals = new Signals({ scheduler });
    const told: unknown[] = [];
    signals.of('entity.freshness_violated').subscribe(({ payload }) => told.push(payload));
    now(freshness([clicks, orders], engine, { scheduler, emit: signals.emit }));
    expect(told).toEqual([
      {
        entityId: 'orders',
        entityName: 'Orders',
        maxAgeSeconds: 1,
        ageSeconds: 2,
        lastWriteAt: '1970-01-01T00:00:10.000Z',
      },
    ]);
  });

  it('is looked at before a run, of what it reads and does not write', () => {
    const { engine, scheduler } = aged(2_000);
    const signals = new Signals({ scheduler });
    const told: unknown[] = [];
    signals.of('entity.freshness_violated').subscribe(({ payload }) => told.push(payload.entityId));
    const pipes = [
      pipe('reads', { inputs: [orders, clicks], output: other, run: () => [] }),
      pipe('writes', { inputs: [other], output: entity('own', { maxAge: 1 }), run: () => [] }),
      pipe('rereads', { inputs: [entity('own', { maxAge: 1 })], run: () => [] }),
    ];
    const [result] = now(run(pipes, { engine, scheduler, signals }).pipe(toResult()));
    expect(result?.status).toBe('succeeded');
    expect(result?.stale.map(({ entityId }) => entityId)).toEqual(['orders']);
    expect(told).toEqual(['orders']);
  });
});
