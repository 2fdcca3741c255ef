import { describe, expect, it, jest } from '@jest/globals';
import { EMPTY, ignoreElements, noop, of, throwError, VirtualTimeScheduler } from 'rxjs';
import { memoryEngine } from '../../lib/data/memory/memoryEngine.ts';
import { Registry } from '../../lib/definitions/registry.ts';
import { type PipeCall, veto } from '../../lib/execution/interceptor.ts';
import { memoryJournal } from '../../lib/execution/journal/memoryJournal.ts';
import { run } from '../../lib/execution/run.ts';
import { planCache } from '../../lib/planning/planCache.ts';
import { sequentialIds } from '../../lib/signals/ids.ts';
import type { SignalEvent } from '../../lib/signals/signalEvent.ts';
import { Signals } from '../../lib/signals/signals.ts';
import { marbles } from '../../lib/testing/marbles.ts';
import { now } from '../data/support/now.ts';
import { endings, type FlowPipe, pipesOf, running, told } from './support/flow.ts';

/** A bus with ids that are known, and what is heard on it of runs and pipes; of entities, with `entities`. */
function listening(entities = false): { readonly signals: Signals; readonly heard: SignalEvent[] } {
  const signals = new Signals({ ids: sequentialIds('x') });
  const heard: SignalEvent[] = [];
  signals.of('*').subscribe((event) => {
    if (entities || !event.name.startsWith('entity.')) heard.push(event);
  });
  return { signals, heard };
}

const namesIn = (heard: readonly SignalEvent[]) => heard.map(({ name }) => name);
/** The payloads of a signal, without the id of the run. */
const payloadsOf = (heard: readonly SignalEvent[], name: string) =>
  heard
    .filter((event) => event.name === name)
    .map(({ payload }) => {
      const { runId: _, ...others } = payload as { readonly runId: string };
      return others;
    });

const fails = throwError(() => new TypeError('broken'));
const runId = 'run-x-2';

// biome-ignore format: marbles are aligned by hand
describe('signals of a run', () => {
  it('come in order: the run, its plan, generations, pipes', () => {
    const { signals, heard } = listening();
    now(told(running({ a: EMPTY, b: { reads: 'a', run: EMPTY } }, { signals })));

    expect(namesIn(heard)).toEqual([
      'datapipes.before_run',
      'orchestrator.plan_generated',
      'orchestrator.execution_started',
      'orchestrator.generation_started',
      'datapipes.before_pipe',
      'datapipes.after_pipe',
      'orchestrator.generation_completed',
      'orchestrator.generation_started',
      'datapipes.before_pipe',
      'datapipes.after_pipe',
      'orchestrator.generation_completed',
      'orchestrator.execution_completed',
      'datapipes.after_run',
    ]);
  });

  it('tell of the plan and how far it is', marbles(({ cold, expectSignals, expectObservable }) => {
    const { signals } = listening();
    const a = cold('      ----------|        ');
    const heard = '       (abc)-----(defg)   ';
    const result = '      ----------(r|)     ';
    const run$ = running({ a, b: { reads: 'a', run: EMPTY } }, { signals });
    const [counts, pipeIds] = [{ successCount: 1, failedCount: 0, skippedCount: 0, cancelledCount: 0 }, ['a', 'b']];

    expectSignals(signals, 'orchestrator.*', '^----------!').toBe(heard, {
      a: { name: 'orchestrator.plan_generated', payload: { runId, strategy: 'batch', mode: 'batch', pipeIds, pipeCount: 2, generationCount: 2, maxParallelism: 1, fromCache: false } },
      b: { name: 'orchestrator.execution_started', payload: { runId, strategy: 'batch', pipeCount: 2 } },
      c: { name: 'orchestrator.generation_started', payload: { runId, generationIndex: 0, pipeIds: ['a'], pipeCount: 1 } },
      d: { name: 'orchestrator.generation_completed', payload: { runId, generationIndex: 0, ...counts, durationSeconds: 0.01 } },
      e: { name: 'orchestrator.generation_started', payload: { runId, generationIndex: 1, pipeIds: ['b'], pipeCount: 1 } },
      f: { name: 'orchestrator.generation_completed', payload: { runId, generationIndex: 1, ...counts, durationSeconds: 0 } },
      g: { name: 'orchestrator.execution_completed', payload: { runId, ...counts, successCount: 2, durationSeconds: 0.01 } },
    });
    expectObservable(endings(run$)).toBe(result, { r: { a: 'succeeded', b: 'succeeded' } });
  }));

  it('tell of a run that failed, its plan first', () => {
    const { signals, heard } = listening();
    now(told(running({ b: fails, a: fails, c: EMPTY }, { signals, scheduler: new VirtualTimeScheduler() })));
    const error = `expected the run ${runId} to succeed, but 2 of 3 pipes failed: a (TypeError: broken), b (TypeError: broken)`;
    const failure = { error, errorType: 'RunFailedError', durationSeconds: 0 };

    expect(heard.slice(-2).map(({ name, payload }) => [name, payload])).toEqual([
      ['orchestrator.execution_failed', { runId, failedPipes: ['a', 'b'], ...failure }],
      ['datapipes.run_failed', { runId, pipeIds: ['b', 'a', 'c'], failedPipe: 'a', successCount: 1, failedCount: 2, ...failure }],
    ]);
  });

  it('tell of pipes all that there is to tell', marbles(({ cold, expectObservable, flush }) => {
    const { signals, heard } = listening();
    const body: FlowPipe['run'] = (_, { progress, logger }) => {
      progress(3);
      logger.warn('half of it', { part: 0.5 });
      logger.info('done');
      return cold('----------(x|)', { x: [{ n: 1 }, { n: 2 }] }) as never;
    };
    const flow = {
      good: body,
      bad: { run: fails, retry: 1 },
      after: { reads: 'bad', run: EMPTY },
      kept: EMPTY,
      late: cold('-----------------|'),
    };
    const interceptors = [{ before: ({ pipe }: PipeCall) => (pipe.id === 'kept' ? veto('not today') : undefined) }];
    const options = { signals, interceptors, retry: { maxRetries: 0, delay: 2, jitter: 0 }, concurrency: 9, cancel$: cold('------------x'), grace: 0 };
    const failure = { error: 'broken', errorType: 'TypeError' };

    expectObservable(told(running(flow, options)).pipe(ignoreElements())).toBe('------------|');
    flush();
    expect(payloadsOf(heard, 'datapipes.before_run')).toEqual([{ pipeIds: ['good', 'bad', 'kept', 'late', 'after'], pipeCount: 5, executionMode: 'batch', generationCount: 2 }]);
    expect(payloadsOf(heard, 'datapipes.before_pipe')).toEqual([
      { pipeId: 'bad', pipeName: 'bad', pipeIndex: 0, totalPipes: 5 },
      { pipeId: 'good', pipeName: 'good', pipeIndex: 1, totalPipes: 5 },
      { pipeId: 'kept', pipeName: 'kept', pipeIndex: 2, totalPipes: 5 },
      { pipeId: 'late', pipeName: 'late', pipeIndex: 3, totalPipes: 5 },
    ]);
    expect(payloadsOf(heard, 'datapipes.pipe_progress')).toEqual([
      { pipeId: 'good', rows: 3, step: 'transform' },
      { pipeId: 'good', rows: 2, step: 'write' },
    ]);
    expect(payloadsOf(heard, 'datapipes.pipe_logged')).toEqual([
      { pipeId: 'good', level: 'warn', message: 'half of it', fields: { part: 0.5 } },
      { pipeId: 'good', level: 'info', message: 'done' },
    ]);
    expect(payloadsOf(heard, 'datapipes.after_pipe')).toEqual([{ pipeId: 'good', pipeName: 'good', rowsProcessed: 2, attempts: 1, durationSeconds: 0.01 }]);
    expect(payloadsOf(heard, 'datapipes.pipe_retrying')).toEqual([{ pipeId: 'bad', attempt: 1, maxAttempts: 2, delaySeconds: 0.002, ...failure }]);
    expect(payloadsOf(heard, 'datapipes.pipe_failed')).toEqual([{ pipeId: 'bad', pipeName: 'bad', ...failure, attempts: 2, durationSeconds: 0.002, abandoned: false }]);
    expect(payloadsOf(heard, 'datapipes.pipe_skipped')).toEqual([
      { pipeId: 'kept', pipeName: 'kept', skipReason: 'vetoed', because: 'not today' },
      { pipeId: 'after', pipeName: 'after', skipReason: 'upstream_failed', upstream: 'bad' },
    ]);
    expect(payloadsOf(heard, 'datapipes.pipe_cancelled')).toEqual([{ pipeId: 'late', pipeName: 'late', reason: 'x', abandoned: true }]);
  }));

  it('all carry the id that the events of the run have', () => {
    const { signals, heard } = listening();
    const ids = new Set<string>();
    const flow = { a: EMPTY, b: { reads: 'a', run: fails }, c: { reads: 'b', run: EMPTY } };
    running(flow, { signals, journal: memoryJournal() }).subscribe({ next: ({ runId }) => ids.add(runId), error: noop });

    expect([...ids]).toEqual([runId]);
    expect(heard.length).toBeGreaterThan(15);
    expect(new Set(heard.map(({ payload }) => (payload as { runId: string }).runId))).toEqual(ids);
  });

  it('belong to an operation for the run and one for each pipe, as does what bodies emit', () => {
    const { signals, heard } = listening();
    const body: FlowPipe['run'] = () => {
      signals.emit('my.event', {});
      return EMPTY as never;
    };
    now(told(running({ a: body, b: { reads: 'a', run: body } }, { signals })));
    const operations = heard.map(({ name, operationId }) => [name, operationId]);

    expect(operations.filter(([, operation]) => operation === runId)).toHaveLength(9);
    expect(operations.filter(([, operation]) => operation !== runId)).toEqual([
      ['datapipes.before_pipe', 'pipe-x-3'],
      ['my.event', 'pipe-x-3'],
      ['datapipes.after_pipe', 'pipe-x-3'],
      ['datapipes.before_pipe', 'pipe-x-4'],
      ['my.event', 'pipe-x-4'],
      ['datapipes.after_pipe', 'pipe-x-4'],
    ]);
  });

  it('tell what was written and read, as part of the pipe that did', () => {
    const { signals, heard } = listening(true);
    now(told(running({ a: of([{ n: 1 }]), b: { reads: 'a', run: (inputs) => inputs['a']?.rows() as never } }, { signals })));
    const toldIn = (operation: string) => namesIn(heard.filter(({ operationId, name }) => operationId === operation && name.startsWith('entity.')));

    expect(toldIn('pipe-x-3')).toEqual(['entity.before_write', 'entity.before_ensure_table', 'entity.after_ensure_table', 'entity.after_write', 'entity.version_updated']);
    expect(toldIn('pipe-x-4')).toEqual(expect.arrayContaining(['entity.before_read', 'entity.after_read', 'entity.after_write']));
    expect(toldIn(runId)).toEqual([]);
  });

  it('say that a plan was kept from before', () => {
    const { signals, heard } = listening();
    const definitions = new Registry().add(pipesOf({ a: EMPTY }));
    const options = { engine: memoryEngine(), definitions, planCache: planCache(), signals };
    for (let i = 0; i < 2; i++) now(run(['a'], options));

    expect(payloadsOf(heard, 'orchestrator.plan_generated').map((payload) => (payload as { fromCache: boolean }).fromCache)).toEqual([false, true]);
  });

  it('tell of no plan where there is none, and of one pipe in each generation', () => {
    const { signals, heard } = listening();
    now(told(running({ a: EMPTY, b: EMPTY }, { signals, order: 'given' })));

    expect(namesIn(heard)).not.toContain('orchestrator.plan_generated');
    expect(payloadsOf(heard, 'orchestrator.execution_started')).toEqual([{ strategy: 'given', pipeCount: 2 }]);
    expect(payloadsOf(heard, 'orchestrator.generation_started')).toEqual([
      { generationIndex: 0, pipeIds: ['a'], pipeCount: 1 },
      { generationIndex: 1, pipeIds: ['b'], pipeCount: 1 },
    ]);
  });

  it('warn of what may not be meant', () => {
    const { signals, heard } = listening();
    const definitions = new Registry().add(pipesOf({ a: EMPTY, b: { reads: 'a', run: EMPTY }, c: { reads: 'b', run: EMPTY } }));
    now(run(['a', 'c'], { engine: memoryEngine(), definitions, signals }));

    expect(payloadsOf(heard, 'orchestrator.warning_raised')).toEqual([
      { kind: 'broken_path', message: expect.stringContaining('b'), pipeIds: expect.arrayContaining(['a', 'c']) },
    ]);
  });

  it('fail nothing when an observer throws, and no write is repeated', () => {
    const unheard = jest.fn();
    const signals = new Signals({ unheard });
    const engine = memoryEngine();
    signals.of('*').subscribe(() => {
      throw new Error('observer is broken');
    });
    const a: FlowPipe = { run: of([{ n: 1 }]), write: 'append' };
    const [result] = now(endings(running({ a }, { engine, signals, retry: 3 })));

    expect(result).toEqual({ a: 'succeeded' });
    expect(now(engine.estimateSize('a'))[0]?.rows).toBe(1);
    expect(unheard).toHaveBeenCalled();
  });

  it('throw at who emits them when a payload is wrong', () => {
    const { signals } = listening();
    const body: FlowPipe['run'] = (_, { logger }) => {
      logger.info(7 as never);
      return EMPTY as never;
    };
    const [result] = now(endings(running({ a: body, b: EMPTY }, { signals })));

    expect(result).toEqual({ a: 'failed: payload of datapipes.pipe_logged: message: expected string, got 7', b: 'succeeded' });
  });
});
