import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { map, NEVER, of, throwError } from 'rxjs';
import { memoryEngine } from '../../../lib/data/memory/memoryEngine.ts';
import { entity } from '../../../lib/definitions/entity.ts';
import { type Pipe, pipe } from '../../../lib/definitions/pipe.ts';
import { Registry } from '../../../lib/definitions/registry.ts';
import { type Stage, stage } from '../../../lib/definitions/stage.ts';
import { carryOn, failFast } from '../../../lib/execution/failurePolicy.ts';
import type { RunOptions } from '../../../lib/execution/runOptions.ts';
import { runStage } from '../../../lib/execution/stages/runStage.ts';
import { runStages } from '../../../lib/execution/stages/runStages.ts';
import type { StageEvent } from '../../../lib/execution/stages/stageEvent.ts';
import type { StagesResult } from '../../../lib/execution/stages/stageOutcome.ts';
import { StagesFailedError } from '../../../lib/execution/stages/stagesFailedError.ts';
import { toStagesResult } from '../../../lib/execution/stages/toStagesResult.ts';
import { sequentialIds } from '../../../lib/signals/ids.ts';
import { Signals } from '../../../lib/signals/signals.ts';
import { marbles } from '../../../lib/testing/marbles.ts';
import { now } from '../../data/support/now.ts';
import { failureOf } from '../../support/failureOf.ts';

const rows = [{ n: 1 }];

/** A pipe that writes a row into a table of its name, unless it is broken. */
const writes = (id: string, body: () => unknown = () => [rows]): Pipe =>
  pipe(id, { output: entity(id), run: body as () => [] });
const broken = (): never => {
  throw new Error('broken');
};

const resultOf = (stages: readonly Stage[], options: Partial<RunOptions> = {}): StagesResult => {
  const [result] = now(runStages(stages, { engine: memoryEngine(), ...options }).pipe(toStagesResult()));
  if (!result) throw new Error('expected a result, got none');
  return result;
};
const inWords = ({ stages }: StagesResult) => stages.map(({ stageId, status }) => `${stageId} ${status}`);
const accountOf = ({ pipes }: StagesResult) =>
  Object.fromEntries(
    [...pipes].map(([id, state]) => [
      id,
      'upstream' in state ? `${state.status} ${state.upstream}` : state.status,
    ]),
  );

/** a, b after a, c after b, and d by itself. */
const chain = (a: () => unknown = () => [rows]): readonly Stage[] => [
  stage('c', { pipes: [writes('pc')], after: ['b'] }),
  stage('b', { pipes: [writes('pb')], after: ['a'] }),
  stage('a', { pipes: [writes('pa', a), writes('pa2')] }),
  stage('d', { pipes: [writes('pd')] }),
];

describe('runStages', () => {
  it('runs each stage behind those that it follows, and otherwise as they are given', () => {
    const result = resultOf(chain());
    expect(inWords(result)).toEqual(['a succeeded', 'b succeeded', 'c succeeded', 'd succeeded']);
    expect(accountOf(result)).toEqual({
      pa: 'succeeded',
      pa2: 'succeeded',
      pb: 'succeeded',
      pc: 'succeeded',
      pd: 'succeeded',
    });
    expect(result.status).toBe('succeeded');
  });

  it('lets the graph decide inside of a stage, and takes pipes, ids and selections', () => {
    const raw = entity('bronze.raw');
    const order: string[] = [];
    const told = (id: string) => () => {
      order.push(id);
      return [rows];
    };
    const definitions = new Registry().add(
      pipe('silver.clean', { inputs: [raw], output: entity('silver.clean'), run: told('clean') }),
      pipe('bronze.load', { output: raw, run: told('load') }),
      pipe('gold.sum', { inputs: [raw], output: entity('gold.sum'), run: told('sum') }),
    );
    const stages = [
      stage('one', { pipes: ['silver.clean', 'bronze.load'] }),
      stage('two', { pipes: 'gold.*' }),
    ];
    expect(inWords(resultOf(stages, { definitions }))).toEqual(['one succeeded', 'two succeeded']);
    expect(order).toEqual(['load', 'clean', 'sum']);
  });

  it('skips those that follow a stage that failed, and runs others', () => {
    const result = resultOf(chain(broken));
    expect(inWords(result)).toEqual(['a failed', 'b skipped', 'c skipped', 'd succeeded']);
    expect(accountOf(result)).toEqual({
      pa: 'failed',
      pa2: 'succeeded',
      pb: 'skipped pa',
      pc: 'skipped pa',
      pd: 'succeeded',
    });
    expect(result.stages[2]).toMatchObject({ upstream: 'a' });
  });

  it('does as the failure policy says', () => {
    expect(inWords(resultOf(chain(broken), { failure: failFast }))).toEqual([
      'a failed',
      'b left',
      'c left',
      'd left',
    ]);
    expect(inWords(resultOf(chain(broken), { failure: carryOn }))).toEqual([
      'a failed',
      'b succeeded',
      'c succeeded',
      'd succeeded',
    ]);
  });

  it('tells what happens, and errors where a stage failed', () => {
    const events: StageEvent['name'][] = [];
    const error = failureOf(() =>
      now(runStages(chain(broken), { engine: memoryEngine() }).pipe(map(({ name }) => events.push(name)))),
    );
    expect(error).toBeInstanceOf(StagesFailedError);
    expect(error.message).toBe('expected 4 stages to succeed, but a failed, b skipped, c skipped');
    expect(events.filter((name) => name.startsWith('stage') || name.startsWith('run_'))).toEqual([
      ...['stage_started', 'run_started', 'run_failed', 'stage_ended', 'stage_ended', 'stage_ended'],
      ...['stage_started', 'run_started', 'run_completed', 'stage_ended', 'stages_failed'],
    ]);
  });

  it('tells of each stage by signals, with the id of the execution', () => {
    const signals = new Signals({ ids: sequentialIds('t') });
    const told: unknown[] = [];
    signals.of('stage.*').subscribe(({ name, payload }) => told.push([name.slice(6), payload]));
    const one = stage('bronze.load', {
      ...{ pipes: [writes('p')], description: 'loads', details: { format: 'csv' } },
    });
    const [result] = now(
      runStage({ ...one, after: ['gone'] }, { engine: memoryEngine(), signals }).pipe(toStagesResult()),
    );
    const executionId = result?.executionId;
    const named = { executionId, stage: 'bronze.load', stageDescription: 'loads', layer: 'bronze' };
    expect(told).toEqual([
      ['before_execute', { ...named, stageDetails: { format: 'csv' }, pipeCount: 1, pipeIds: ['p'] }],
      ['watermark_ensured', { executionId, layer: 'bronze' }],
      ['pipes_started', { executionId, pipeIds: ['p'] }],
      ['pipes_completed', { executionId, pipeCount: 1 }],
      ['after_execute', { ...named, pipesExecuted: 1, durationSeconds: expect.any(Number) }],
    ]);
  });

  it('fails a stage whose layer the engine does not answer for, and accounts for its pipes', () => {
    const engine = { ...memoryEngine(), notes: () => throwError(() => new Error('no answer')) };
    const result = resultOf([stage('a', { pipes: [writes('pa')] })], { engine });
    expect([inWords(result), accountOf(result)]).toEqual([['a failed'], { pa: 'cancelled' }]);
  });

  it('has a run of its own for whoever subscribes', () => {
    const run$ = runStages(chain(), { engine: memoryEngine() }).pipe(toStagesResult());
    const [one, other] = [now(run$)[0], now(run$)[0]];
    expect(one?.executionId).not.toBe(other?.executionId);
    expect([one, other].map((result) => result?.status)).toEqual(['succeeded', 'succeeded']);
  });

  it(
    'cancels the stage that runs, and starts no further one',
    marbles(({ cold, expectObservable, expectSubscriptions, testScheduler }) => {
      const cancel$ = cold('--c-------');
      const subs = '         ^--!      ';
      const expected = '     ---(r|)   ';
      const stages = [
        stage('a', { pipes: [writes('pa', () => NEVER)] }),
        stage('b', { pipes: [writes('pb')] }),
      ];
      const options = { engine: memoryEngine(), cancel$, scheduler: testScheduler, grace: 1 };
      const result = runStages(stages, options).pipe(toStagesResult(), map(inWords));

      expectObservable(result).toBe(expected, { r: ['a cancelled', 'b left'] });
      expectSubscriptions(cancel$.subscriptions).toBe(subs);
    }),
  );
});

describe('what stages are refused for', () => {
  const refused = (...stages: readonly Stage[]) =>
    failureOf(() => runStages(stages, { engine: memoryEngine() })).message;

  it('is following each other in a circle, or what is not there', () => {
    const [a, b] = [
      stage('a', { pipes: [writes('pa')], after: ['b'] }),
      stage('b', { pipes: [writes('pb')], after: ['a'] }),
    ];
    expect(refused(a, b)).toBe('stages: a: the stages follow each other in a circle: a -> b -> a');
    expect(
      refused(
        stage('gold', { pipes: [writes('p')], after: ['silvr'] }),
        stage('silver', { pipes: [writes('q')] }),
      ),
    ).toBe('stages: gold: follows "silvr", which is not among the stages; did you mean "silver"?');
    expect(refused()).toBe('stages: stages: expected at least one stage, got none');
  });

  it('is having a pipe, or a stage, twice', () => {
    const p = writes('p');
    expect(refused(stage('a', { pipes: [p] }), stage('b', { pipes: [p] }))).toBe(
      'stages: p: is in two stages: a and b',
    );
    expect(refused(stage('a', { pipes: [p] }), stage('a', { pipes: [p] }))).toContain(
      'expected each stage once, got it again',
    );
  });

  it('is a declaration that makes no sense, all of it at once', () => {
    const declared = (id: string, options: unknown) => failureOf(() => stage(id, options as never)).message;
    expect(declared('a', {})).toContain(
      'pipes: expected pipes or their ids, at least one, or a selection as text, got nothing',
    );
    expect(declared('a', { pipes: [] })).toContain('got an empty array');
    expect(declared('a', { pipes: 'x', afterr: [] })).toContain('did you mean "after"?');
    expect(declared('a', { pipes: 'x', after: ['a'] })).toContain('expected other stages, got "a" itself');
  });
});

it('runs any stages in an order in which nobody comes before those that it follows', () => {
  const graph = fc.integer({ min: 1, max: 8 }).chain((size) =>
    fc.tuple(
      fc.tuple(
        ...Array.from({ length: size }, (_, i) =>
          fc.subarray(Array.from({ length: i }, (_, j) => `s${j}`)),
        ),
      ),
      fc.shuffledSubarray(
        Array.from({ length: size }, (_, i) => i),
        { minLength: size },
      ),
      fc.subarray(Array.from({ length: size }, (_, i) => `s${i}`)),
    ),
  );
  fc.assert(
    fc.property(graph, ([after, order, failing]) => {
      const stages = order.map((i) =>
        stage(`s${i}`, {
          pipes: [writes(`p${i}`, failing.includes(`s${i}`) ? broken : () => of(rows))],
          after: after[i] ?? [],
        }),
      );
      const { stages: ends, pipes } = resultOf(stages);
      const status = new Map(ends.map((end) => [end.stageId, end.status]));
      const places = new Map(ends.map(({ stageId }, place) => [stageId, place]));
      expect([ends.length, pipes.size]).toEqual([stages.length, stages.length]);
      for (const { id, after } of stages) {
        for (const other of after) expect(places.get(id)).toBeGreaterThan(places.get(other) ?? Number.NaN);
        const held = after.some((other) => status.get(other) !== 'succeeded');
        expect(status.get(id)).toBe(held ? 'skipped' : failing.includes(id) ? 'failed' : 'succeeded');
      }
    }),
    { numRuns: 60 },
  );
});
