import { describe, expect, it } from '@jest/globals';
import { map, type Observable, of, Subject, throwError } from 'rxjs';
import type { Span } from '../../lib/observers/span.ts';
import { type SpansOptions, spans } from '../../lib/observers/spans.ts';
import { SignalEvent } from '../../lib/signals/signalEvent.ts';
import { Signals } from '../../lib/signals/signals.ts';
import { type MarbleHelpers, marbles } from '../../lib/testing/marbles.ts';

const run = { runId: 'r' };
const pipe = (pipeId: string) => ({ ...run, pipeId, pipeName: pipeId });
const entity = (entityId: string) => ({ entityId, entityName: entityId });
const failure = { error: 'no space left', errorType: 'DiskError' };
const took = { durationSeconds: 1 };

const beforeRun = { ...run, pipeIds: [], pipeCount: 2, executionMode: 'batch', generationCount: 1 };
const beforePipe = (id: string) => ({ ...pipe(id), pipeIndex: 0, totalPipes: 2 });
const afterPipe = (id: string) => ({ ...pipe(id), ...took, rowsProcessed: 3, attempts: 1 });
const pipeFailed = (id: string) => ({ ...pipe(id), ...took, ...failure, attempts: 1 });
const counts = { successCount: 2, failedCount: 0, skippedCount: 0, cancelledCount: 0 };
const afterRun = { ...run, pipeIds: [], pipeCount: 2, ...counts, ...took };
const retry = { ...run, attempt: 1, maxAttempts: 2, delaySeconds: 1, ...failure };

/** A bus in virtual time, whose operations have the ids that they are named. */
const busIn = ({ testScheduler }: MarbleHelpers) =>
  new Signals({ scheduler: testScheduler, ids: (name) => name, unheard: () => {} });

/** Does what each letter stands for, at its time. */
function play({ hot }: MarbleHelpers, diagram: string, steps: Readonly<Record<string, () => void>>): void {
  hot(diagram).subscribe((letter) => steps[letter]?.());
}

/** Spans in one line each: who, inside of whom, in which trace, from when, how long, and how it came out. */
const told = (signals: Signals, options?: SpansOptions) => brief(spans(options)(signals.of('*')));
const brief = (spans$: Observable<Span>) =>
  spans$.pipe(
    map(
      ({ name, spanId, parentSpanId, traceId, startTime, durationMs, status }) =>
        `${spanId} in ${parentSpanId ?? traceId}: ${name} ${startTime}+${durationMs} ${status}`,
    ),
  );

describe('spans', () => {
  it(
    'nests what happens in one operation',
    marbles((helpers) => {
      const signals = busIn(helpers);
      const { emit } = signals.operation('op');
      play(helpers, '   a-b-c-d-e-f---', {
        a: () => emit('datapipes.before_run', beforeRun),
        b: () => emit('datapipes.before_pipe', beforePipe('x')),
        c: () => emit('entity.before_read', entity('e')),
        d: () => emit('entity.after_read', { ...entity('e'), ...took }),
        e: () => emit('datapipes.after_pipe', afterPipe('x')),
        f: () => emit('datapipes.after_run', afterRun),
      });
      const expected = '------d-e-f---';

      helpers.expectObservable(told(signals)).toBe(expected, {
        d: 's3 in s2: entity.read 4+2 ok',
        e: 's2 in s1: datapipes.pipe 2+6 ok',
        f: 's1 in op: datapipes.run 0+10 ok',
      });
    }),
  );

  it(
    'stands pipes of one operation side by side, however they overlap',
    marbles((helpers) => {
      const signals = busIn(helpers);
      const { emit } = signals.operation('op');
      play(helpers, '   a-bc-d-e-f---', {
        a: () => emit('datapipes.before_run', beforeRun),
        b: () => emit('datapipes.before_pipe', beforePipe('x')),
        c: () => emit('datapipes.before_pipe', beforePipe('y')),
        d: () => emit('datapipes.pipe_failed', pipeFailed('x')),
        e: () => emit('datapipes.after_run', afterRun),
        f: () => emit('datapipes.after_pipe', afterPipe('y')),
      });
      const expected = '-----d-e-f---';

      helpers.expectObservable(told(signals)).toBe(expected, {
        d: 's2 in s1: datapipes.pipe 2+3 failed',
        e: 's1 in op: datapipes.run 0+7 ok',
        f: 's3 in s1: datapipes.pipe 3+6 ok',
      });
    }),
  );

  it(
    'finds the parent in the operation around, by the cause of the operation',
    marbles((helpers) => {
      const signals = busIn(helpers);
      const outer = signals.operation('outer');
      const pipes = () => ({ x: outer.operation('x'), y: outer.operation('y') });
      let inner = pipes();
      play(helpers, '   a-b-c-d-e-f-g-h---', {
        a: () => outer.emit('datapipes.before_run', beforeRun),
        b: () => {
          outer.emit('orchestrator.generation_started', {
            ...run,
            generationIndex: 0,
            pipeIds: [],
            pipeCount: 2,
          });
          inner = pipes();
        },
        c: () => inner.x.emit('datapipes.before_pipe', beforePipe('x')),
        d: () => inner.y.emit('datapipes.before_pipe', beforePipe('y')),
        e: () => {
          const read = inner.x.operation('read');
          read.emit('entity.before_read', entity('e'));
          read.emit('entity.read_failed', { ...entity('e'), ...failure });
        },
        f: () => inner.x.emit('datapipes.pipe_failed', pipeFailed('x')),
        g: () => inner.y.emit('datapipes.pipe_cancelled', { ...pipe('y'), reason: 'stop' }),
        h: () =>
          outer.emit('orchestrator.generation_completed', {
            ...run,
            generationIndex: 0,
            ...counts,
            ...took,
          }),
      });
      const expected = '--------e-f-g-h---';

      helpers.expectObservable(told(signals)).toBe(expected, {
        e: 's5 in s3: entity.read 8+0 failed',
        f: 's3 in s2: datapipes.pipe 4+6 failed',
        g: 's4 in s2: datapipes.pipe 6+6 cancelled',
        h: 's2 in s1: orchestrator.generation 2+12 ok',
      });
    }),
  );

  it(
    'finds the parent through a signal that opened nothing, even when its span has ended since',
    marbles((helpers) => {
      const signals = busIn(helpers);
      const op = signals.operation('write');
      let reaction = signals.operation('unused');
      play(helpers, '   a-b-c-d-e---', {
        a: () => op.emit('entity.before_merge', { ...entity('e'), mergeKeys: [], operation: 'upsert' }),
        b: () => {
          op.emit('entity.version_updated', {
            ...entity('e'),
            oldVersion: 1,
            newVersion: 2,
            reason: 'merge',
          });
          reaction = op.operation('reaction');
        },
        c: () => op.emit('entity.merge_failed', { ...entity('e'), mergeKeys: [], ...failure, ...took }),
        d: () => reaction.emit('shop.before_import', { shopId: 's' }),
        e: () => reaction.emit('shop.after_import', { shopId: 's' }),
      });
      const expected = '----c---e---';

      helpers.expectObservable(told(signals)).toBe(expected, {
        c: 's1 in write: entity.merge 0+4 failed',
        e: 's4 in s1: shop.import 6+2 ok',
      });
    }),
  );

  it(
    'finds the parent in what an observer was told of, rather than in what else runs in the operation',
    marbles((helpers) => {
      const signals = busIn(helpers);
      const { emit } = signals.operation('op');
      signals.of('datapipes.pipe_retrying').subscribe(() => {
        signals.emit('shop.before_cleanup', {});
        signals.emit('shop.sweep_started', {});
        signals.emit('shop.sweep_completed', {});
        signals.emit('shop.after_cleanup', {});
      });
      play(helpers, '   ab-c---', {
        a: () => emit('datapipes.before_pipe', beforePipe('x')),
        b: () => emit('datapipes.before_pipe', beforePipe('y')),
        c: () => emit('datapipes.pipe_retrying', { pipeId: 'x', ...retry }),
      });
      const expected = '---(de)---';

      helpers.expectObservable(told(signals)).toBe(expected, {
        d: 's5 in s4: shop.sweep 3+0 ok',
        e: 's4 in s1: shop.cleanup 3+0 ok',
      });
    }),
  );

  it(
    'puts what the end of a span leads to beside it',
    marbles((helpers) => {
      const signals = busIn(helpers);
      const op = signals.operation('run');
      signals.of('datapipes.after_pipe').subscribe((event) => {
        if (event.payload.pipeId === 'x')
          signals.operation('next').emit('datapipes.before_pipe', beforePipe('y'));
      });
      play(helpers, '   a-b-c-d---', {
        a: () => op.emit('datapipes.before_run', beforeRun),
        b: () => op.emit('datapipes.before_pipe', beforePipe('x')),
        c: () => op.emit('datapipes.after_pipe', afterPipe('x')),
        d: () => signals.emit('datapipes.after_pipe', afterPipe('y')),
      });
      const expected = '----c-d---';

      helpers.expectObservable(told(signals)).toBe(expected, {
        c: 's2 in s1: datapipes.pipe 2+2 ok',
        d: 's4 in s1: datapipes.pipe 4+2 ok',
      });
    }),
  );

  it(
    'ends a span of another operation when the signal names just one',
    marbles((helpers) => {
      const signals = busIn(helpers);
      const [one, two] = [signals.operation('one'), signals.operation('two')];
      play(helpers, '   ab-c-de-f---', {
        a: () => one.emit('shop.import_started', { shopId: 's' }),
        b: () => two.emit('shop.import_started', { shopId: 't' }),
        c: () => signals.emit('shop.import_failed', {}),
        d: () => signals.emit('shop.import_failed', { shopId: 't' }),
        e: () => two.emit('shop.import_started', { shopId: 's' }),
        f: () => signals.emit('shop.import_completed', { shopId: 's' }),
      });
      const expected = '-----d-------';

      helpers.expectObservable(told(signals)).toBe(expected, {
        d: 's2 in two: shop.import 1+4 failed',
      });
    }),
  );

  it(
    'ends the span opened last where a signal fits several',
    marbles((helpers) => {
      const signals = busIn(helpers);
      const { emit } = signals.operation('op');
      play(helpers, '   ab-c-d---', {
        a: () => emit('shop.before_import', 'a payload that is no object'),
        b: () => emit('shop.before_import', undefined),
        c: () => emit('shop.after_import', null),
        d: () => emit('shop.import_cancelled', {}),
      });
      const expected = '---c-d---';

      helpers.expectObservable(told(signals)).toBe(expected, {
        c: 's2 in op: shop.import 1+2 ok',
        d: 's1 in op: shop.import 0+5 cancelled',
      });
    }),
  );

  it(
    'emits nothing for an end that nothing began, and lists it with the span around',
    marbles((helpers) => {
      const signals = busIn(helpers);
      const { emit } = signals.operation('op');
      play(helpers, '   a-b-c-d-e---', {
        a: () => emit('datapipes.pipe_skipped', { ...pipe('w'), skipReason: 'not_selected' }),
        b: () => emit('datapipes.before_run', beforeRun),
        c: () => emit('datapipes.pipe_skipped', { ...pipe('x'), skipReason: 'no_data' }),
        d: () => signals.emit('datapipes.after_run', { ...afterRun, runId: 'another' }),
        e: () => emit('datapipes.after_run', afterRun),
      });
      const expected = '--------e---';

      const events$ = spans()(signals.of('*')).pipe(map(({ events }) => events));
      helpers.expectObservable(events$).toBe(expected, {
        e: [{ name: 'datapipes.pipe_skipped', time: 4, sequence: 3 }],
      });
    }),
  );

  it(
    'keeps traced work by the ids that it has of its own',
    marbles((helpers) => {
      const signals = busIn(helpers);
      const of = (spanId: string) => ({ spanId, component: 'loader', operation: `load_${spanId}` });
      play(helpers, '   a-b-c-d---', {
        a: () => signals.operation('one').emit('trace.span_started', of('x')),
        b: () => signals.operation('two').emit('trace.span_started', { ...of('y'), parentSpanId: 'x' }),
        c: () => signals.emit('trace.span_failed', { ...of('x'), ...failure }),
        d: () => signals.emit('trace.span_ended', { ...of('y'), ...took, success: false }),
      });
      const expected = '----c-d---';

      helpers.expectObservable(told(signals)).toBe(expected, {
        c: 's1 in one: loader.load_x 0+4 failed',
        d: 's2 in s1: loader.load_y 2+4 failed',
      });
    }),
  );

  it(
    'gives up what is open when the bus closes, the innermost first',
    marbles((helpers) => {
      const signals = busIn(helpers);
      const { emit } = signals.operation('op');
      play(helpers, '   a-b-c-d---', {
        a: () => emit('datapipes.before_run', beforeRun),
        b: () => emit('datapipes.before_pipe', beforePipe('x')),
        c: () => emit('datapipes.pipe_retrying', { pipeId: 'x', ...retry }),
        d: () => signals.close(),
      });
      const expected = '------(pr|)';

      helpers.expectObservable(told(signals)).toBe(expected, {
        p: 's2 in s1: datapipes.pipe 2+2 unfinished',
        r: 's1 in op: datapipes.run 0+4 unfinished',
      });
    }),
  );

  it(
    'gives up the oldest span beyond maxOpen',
    marbles((helpers) => {
      const signals = busIn(helpers);
      play(helpers, '   a-b-c-d---', {
        a: () => signals.emit('shop.before_import', { shopId: 'a' }),
        b: () => signals.emit('shop.before_import', { shopId: 'b' }),
        c: () => signals.emit('shop.before_import', { shopId: 'c' }),
        d: () => signals.emit('shop.after_import', { shopId: 'a' }),
      });
      const expected = '----c-----';

      helpers.expectObservable(told(signals, { maxOpen: 2 })).toBe(expected, {
        c: 's1 in system: shop.import 0+4 unfinished',
      });
    }),
  );

  it(
    'passes silence and errors on, and unsubscribes',
    marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const opens = new SignalEvent('shop.before_import', {}, 1, 0, 'op', undefined);
      const source = hot<SignalEvent>('a----', { a: opens });
      const sub = '                    ^--!-';

      expectObservable(spans()(cold('--'))).toBe('--');
      expectObservable(spans()(cold('--|'))).toBe('--|');
      expectObservable(spans()(cold<SignalEvent>('a-#', { a: opens }))).toBe('--#');
      expectObservable(spans()(source), sub).toBe('-----');
      expectSubscriptions(source.subscriptions).toBe(sub);
    }),
  );
});

describe('a span', () => {
  const event = (name: string, payload: unknown, sequence: number, causedBy?: number) =>
    new SignalEvent(name, payload, sequence, sequence * 10, 'op', causedBy);
  const spansOf = (events: readonly SignalEvent[], options?: SpansOptions) => {
    const list: Span[] = [];
    spans(options)(of(...events)).subscribe((span) => list.push(span));
    return list;
  };

  it('has what its two signals tell, the later overlaying the earlier', () => {
    const events = [
      event('config.before_reload', { version: 1, reason: 'asked' }, 1),
      event('config.reload_failed', { version: 2, ...failure }, 2),
    ];

    expect(spansOf(events)).toEqual([
      {
        ...{ spanId: 's1', traceId: 'op', name: 'config.reload', operationId: 'op' },
        ...{ startTime: 10, endTime: 20, durationMs: 10, status: 'failed', ...failure },
        attributes: { version: 2, reason: 'asked', ...failure },
      },
    ]);
  });

  it('lists the first signals inside of it, and counts the others', () => {
    const inside = Array.from({ length: 5 }, (_, i) => event('shop.order_seen', {}, i + 2));
    const events = [event('shop.before_import', {}, 1), ...inside, event('shop.after_import', {}, 7)];

    expect(spansOf(events, { maxEvents: 2 })).toMatchObject([
      {
        events: [
          { name: 'shop.order_seen', time: 20, sequence: 2 },
          { name: 'shop.order_seen', time: 30, sequence: 3 },
        ],
        droppedEvents: 3,
      },
    ]);
  });

  it('counts as inside of one it what names the same ids', () => {
    const events = [
      event('datapipes.before_pipe', pipe('x'), 1),
      event('datapipes.before_pipe', pipe('y'), 2),
      event('datapipes.lineage_applied', pipe('x'), 3),
      event('file_ingestion.before_process', { batchId: 'b', path: 'in', pattern: '*' }, 4),
      event('file_ingestion.before_file', { batchId: 'b', path: 'in/f', filename: 'f' }, 5),
    ];

    expect(
      spansOf(events).map(({ parentSpanId, events: [inside] = [] }) => [parentSpanId, inside?.sequence]),
    ).toEqual([
      ['s4', undefined],
      ['s2', undefined],
      [undefined, undefined],
      [undefined, 3],
    ]);
  });

  it('finds its parent among the last maxCauses signals only', () => {
    const other = (sequence: number, causedBy: number) =>
      new SignalEvent('shop.before_import', {}, sequence, sequence, `op-${sequence}`, causedBy);
    const events = [
      event('shop.before_order', {}, 1),
      ...[2, 3, 4].map((sequence) => event('shop.order_seen', {}, sequence)),
      event('shop.after_order', {}, 5),
      other(6, 4),
      other(7, 2),
    ];
    const parents = (maxCauses: number) =>
      spansOf(events, { maxCauses })
        .filter(({ name }) => name === 'shop.import')
        .map(({ parentSpanId }) => parentSpanId);

    expect(parents(3)).toEqual([undefined, 's1']);
    expect(parents(10)).toEqual(['s1', 's1']);
  });

  it('finds its parent in an open span, however long ago that opened', () => {
    const inner = new SignalEvent('shop.before_import', {}, 9, 9, 'inner', 1);
    const [imported] = spansOf([event('shop.before_day', {}, 1), inner], { maxCauses: 0 });

    expect(imported).toMatchObject({ parentSpanId: 's1', traceId: 'op', operationId: 'inner' });
  });

  it('is not shared between subscribers', () => {
    const all$ = new Subject<SignalEvent>();
    const spans$ = spans()(all$);
    const lists: Span[][] = [[], []];
    spans$.subscribe((span) => lists[0]?.push(span));
    all$.next(event('shop.before_import', {}, 1));
    spans$.subscribe((span) => lists[1]?.push(span));
    all$.next(event('shop.after_import', {}, 2));

    expect(lists.map((list) => list.length)).toEqual([1, 0]);
  });

  it('forgets what has ended, however much there was', () => {
    const all$ = new Subject<SignalEvent>();
    let count = 0;
    spans({ maxCauses: 10 })(all$).subscribe(() => count++);
    for (let i = 1; i < 200_000; i += 2) {
      all$.next(event('shop.before_import', {}, i));
      all$.next(event('shop.after_import', {}, i + 1));
    }
    all$.complete();

    expect(count).toBe(100_000);
  });

  it('fails with the source', () => {
    const errors: unknown[] = [];
    spans()(throwError(() => 'broken')).subscribe({ error: (error) => errors.push(error) });
    expect(errors).toEqual(['broken']);
  });
});
