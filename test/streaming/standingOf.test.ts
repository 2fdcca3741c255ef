import { describe, expect, it } from '@jest/globals';
import { NEVER, of } from 'rxjs';
import { memoryEngine } from '../../lib/data/memory/memoryEngine.ts';
import type { DimensionChange } from '../../lib/streaming/dimensions/dimensionChange.ts';
import { observableSource } from '../../lib/streaming/microBatches/observableSource.ts';
import { pipeQuery } from '../../lib/streaming/microBatches/pipeQuery.ts';
import type { CheckpointStanding } from '../../lib/streaming/restarts/checkpointStanding.ts';
import { QueryDependencies } from '../../lib/streaming/restarts/queryDependencies.ts';
import { renderRestartPreview } from '../../lib/streaming/restarts/renderRestartPreview.ts';
import type { RestartPreview } from '../../lib/streaming/restarts/restartPreview.ts';
import { restarts } from '../../lib/streaming/restarts/restarts.ts';
import { now } from '../data/support/now.ts';
import { evens, events, fromTo, numbered, running, write } from './support/streamedPipes.ts';

/** An engine on which a query has taken some batches. */
function taken(batches: number) {
  const engine = memoryEngine();
  const { scheduler, start } = running(evens, { engine, maxRows: 4 });
  if (batches > 0) {
    write(engine, events, numbered(...fromTo(1, 4 * batches)));
    const run = start();
    scheduler.advanceBy(1);
    run.unsubscribe();
  }
  const query = pipeQuery(evens, { engine });
  const standing = () => now(query.reads.standing?.() ?? NEVER)[0] as CheckpointStanding;
  return { engine, standing, query };
}

describe('what a query says of its checkpoint', () => {
  it('is nothing but that it may begin where it has none', () => {
    expect(taken(0).standing()).toEqual({ verdict: 'compatible', entityId: 'bronze.events' });
  });

  it('is where it stands, and what follows', () => {
    const { engine, standing } = taken(2);
    expect(standing()).toMatchObject({
      ...{ verdict: 'compatible', batchId: 1, position: { version: 1, offset: 0 } },
      ...{ versionsToRead: 0, rowsToRead: 0 },
    });
    write(engine, events, numbered(9, 10, 11));
    write(engine, events, numbered(12));
    expect(standing()).toMatchObject({ verdict: 'compatible', versionsToRead: 2, rowsToRead: 4 });
  });

  it('is that it needs a clean start where the table was made anew', () => {
    const { engine, standing } = taken(1);
    now(engine.drop(events));
    write(engine, events, []);
    now(
      engine.note('checkpoint', [
        ['evens', { batchId: 3, epoch: 1, source: events.id, position: { version: 99, offset: 0 } }],
      ]),
    );
    expect(standing()).toMatchObject({ verdict: 'needs_clean_start', why: expect.stringContaining('99') });
  });

  it('is that it needs a clean start where something else drove it, or its note is something else', () => {
    const { engine, standing } = taken(1);
    now(engine.note('checkpoint', [['evens', { batchId: 3, epoch: 1, source: 'bronze.other' }]]));
    expect(standing()).toMatchObject({
      ...{ verdict: 'needs_clean_start', batchId: 3 },
      why: 'its checkpoint is of what bronze.other drove',
    });
    now(engine.note('checkpoint', [['evens', 'x']]));
    expect(standing()).toMatchObject({ verdict: 'needs_clean_start', why: expect.stringContaining('"x"') });
  });

  it('is the cursor of what a source drives', () => {
    const engine = memoryEngine();
    now(
      engine.note('checkpoint', [['evens', { batchId: 3, epoch: 1, source: events.id, position: 'c7' }]]),
    );
    const query = pipeQuery(evens, { engine, source: observableSource(() => NEVER) });
    expect(now(query.reads.standing?.() ?? NEVER)).toEqual([
      { verdict: 'compatible', entityId: events.id, batchId: 3, position: 'c7' },
    ]);
  });
});

describe('a preview with checkpoints', () => {
  const change: DimensionChange = { entityId: 'dim', oldVersion: 1, newVersion: 2, changeClass: 'data' };

  /** Previews a change for a query that captured the dimension. */
  function previewed(standing: CheckpointStanding, options: { readonly cleanStart?: () => boolean } = {}) {
    const dependencies = new QueryDependencies();
    const dimensions = [{ entityId: 'dim', kind: 'capturedAtStart' }] as const;
    dependencies.register('q', { dimensions, standing: () => of(standing) });
    const { preview } = restarts({ dependencies, restart: () => of(1), ...options });
    return now(preview(change))[0] as RestartPreview;
  }

  const stands: CheckpointStanding = {
    ...{ verdict: 'compatible', entityId: 'orders', batchId: 4, position: { version: 7, offset: 0 } },
    ...{ versionsToRead: 1, rowsToRead: 30 },
  };

  it('says where the query stands', () => {
    const preview = previewed(stands);
    expect(preview.queries[0]).toMatchObject({ verdict: 'compatible', checkpoint: stands });
    expect(renderRestartPreview(preview)).toContain(
      'q (wave 1, checkpoint compatible after batch 4 of version 7 of orders, 1 version with 30 rows to read)',
    );
  });

  it('says that there is no checkpoint', () => {
    expect(renderRestartPreview(previewed({ verdict: 'compatible', entityId: 'orders' }))).toContain(
      'checkpoint compatible, none so far',
    );
  });

  it('says why a clean start is needed, and goes on where somebody consents', () => {
    const unfit = { ...stands, verdict: 'needs_clean_start', why: 'it is gone' } as const;
    expect(previewed(unfit).queries[0]).toMatchObject({
      ...{ verdict: 'needs_clean_start', checkpoint: unfit },
      blockedBecause: 'it needs a clean start, and nobody consented to that: it is gone',
    });
    expect(previewed(unfit, { cleanStart: () => true }).queries[0]).toMatchObject({ cleanStart: true });
  });
});
