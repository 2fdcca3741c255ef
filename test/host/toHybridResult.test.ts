import { describe, it } from '@jest/globals';
import { catchError, EMPTY, map, type Observable, of } from 'rxjs';
import { memoryEngine } from '../../lib/data/memory/memoryEngine.ts';
import type { HybridEvent } from '../../lib/host/hybridEvent.ts';
import { HybridFailedError } from '../../lib/host/hybridFailedError.ts';
import { hybridResultOf } from '../../lib/host/hybridResultOf.ts';
import { hybridRun } from '../../lib/host/hybridRun.ts';
import { hybridSetup } from '../../lib/host/hybridSetup.ts';
import { toHybridResult } from '../../lib/host/toHybridResult.ts';
import { marbles } from '../../lib/testing/marbles.ts';
import { planned, setOf } from './support/mixed.ts';

const setup = hybridSetup(planned({ a: EMPTY }), { engine: memoryEngine(), queries: setOf({}).set });
const result = hybridResultOf(hybridRun(setup));
const told = { runId: result.runId, at: 0, result } as const;
const s: HybridEvent = {
  name: 'hybrid_started',
  runId: result.runId,
  at: 0,
  pipeIds: ['a'],
  streamIds: [],
  warnings: [],
};
const c: HybridEvent = { name: 'hybrid_completed', ...told };
const f: HybridEvent = { name: 'hybrid_failed', ...told };

const message = catchError((error: Error) => of(error.message));
const folded = (events$: Observable<HybridEvent>) =>
  events$.pipe(
    toHybridResult(),
    map((value) => value === result),
    message,
  );

// biome-ignore format: marbles are aligned by hand
describe('toHybridResult', () => {
  it('emits the result of what went well, at its end', marbles(({ cold, expectObservable }) => {
    const source = cold(' s-c-|   ', { s, c });
    const expected = '    ----(r|)';
    expectObservable(folded(source)).toBe(expected, { r: true });
  }));

  it('emits the result of what failed, in place of its error', marbles(({ cold, expectObservable }) => {
    const source = cold(' s-f-#   ', { s, f }, new HybridFailedError(result));
    const expected = '    ----(r|)';
    expectObservable(folded(source)).toBe(expected, { r: true });
  }));

  it('errors with any other error', marbles(({ cold, expectObservable }) => {
    const source = cold(' s-#     ', { s }, new Error('not that'));
    const expected = '    --(e|)  ';
    expectObservable(folded(source)).toBe(expected, { e: 'not that' });
  }));

  it('errors where the end is missing', marbles(({ cold, expectObservable }) => {
    expectObservable(folded(cold('s-|', { s }))).toBe('--(e|)', {
      e: 'expected the events of a plan up to its end, got hybrid_started as the last',
    });
    expectObservable(folded(cold('|'))).toBe('(e|)', { e: 'expected the events of a plan up to its end, got none as the last' });
  }));

  it('leaves the source when it is left', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const source = cold(' s------|', { s });
    const unsub = '       ---!    ';
    expectObservable(folded(source), unsub).toBe('');
    expectSubscriptions(source.subscriptions).toBe('^--!');
  }));
});
