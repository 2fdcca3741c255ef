import { exhaustMap, firstValueFrom, type Observable, tap, timer } from 'rxjs';
import { memoryEngine } from '../../data/memory/memoryEngine.ts';
import { entity } from '../../definitions/entity.ts';
import { type Pipe, pipe } from '../../definitions/pipe.ts';
import { run } from '../../execution/run.ts';
import type { RunEvent } from '../../execution/runEvent.ts';
import type { RunResult } from '../../execution/runRecord.ts';
import { toResult } from '../../execution/toResult.ts';
import { hashed, hashedBetween } from './hashed.ts';
import type { Finding } from './invariant.ts';
import type { SimulatedSystem } from './simulatedSystem.ts';

/** How often the plan is run, in milliseconds. */
const EVERY = 1_800_000;

/**
 * Runs a small plan again and again beside the streams, on the same bus and clock, whose pipes await promises, fail and
 * are tried again; and checks that each pipe ends once, and all of them together as the result says.
 */
export function batchRuns(
  { seed, scheduler, signals }: SimulatedSystem,
  { exercised, violated }: Finding,
): Observable<RunResult> {
  const engine = memoryEngine({ scheduler });
  const random = () => hashed(seed, 'retry', scheduler.elapsed);
  return timer(EVERY / 2, EVERY, scheduler).pipe(
    exhaustMap((round) => {
      const ended: string[] = [];
      const note = (event: RunEvent): void => {
        if (event.name === 'pipe_ended') ended.push(event.pipeId);
      };
      const retry = { maxRetries: 1, delay: 5_000 };
      return run(pipesOf(seed, round, scheduler), { engine, signals, scheduler, random, retry }).pipe(
        tap(note),
        toResult(),
        tap((result) => {
          exercised();
          const wrong = problemOf(result, ended);
          if (wrong !== undefined) violated(`run ${round}: ${wrong}`);
        }),
      );
    }),
  );
}

function problemOf(result: RunResult, ended: readonly string[]): string | undefined {
  const { pipeIds, counts } = result;
  const twice = ended.filter((id, i) => ended.indexOf(id) < i);
  if (twice.length > 0) return `${twice} ended twice`;
  const never = pipeIds.filter((id) => !ended.includes(id));
  if (never.length > 0) return `${never} never ended`;
  const { succeeded, failed, skipped, cancelled } = counts;
  const sum = succeeded + failed + skipped + cancelled;
  if (sum !== pipeIds.length) return `${sum} of ${pipeIds.length} pipes are in the result`;
  const isStale = result.stateOf('summarize').status === 'succeeded' && failed > 0;
  return isStale ? 'a pipe succeeded without what it reads' : undefined;
}

/** Two that read nothing, and one that reads both. */
function pipesOf(seed: number, round: number, scheduler: SimulatedSystem['scheduler']): readonly Pipe[] {
  const [orders, stores, totals] = [entity('batch.orders'), entity('batch.stores'), entity('batch.totals')];
  let attempts = 0;
  const ingested = async (what: string) => {
    attempts += 1;
    const takes = hashedBetween(0, 120, seed, 'batch', round, what, attempts) * 1_000;
    await firstValueFrom(timer(takes, scheduler));
    if (hashed(seed, 'batch', round, what, attempts, 'fails') < 0.4)
      throw new Error(`${what} cannot be read`);
    return [{ id: what, round }];
  };
  return [
    pipe('orders', { output: orders, run: () => ingested('orders') }),
    pipe('stores', { output: stores, run: () => ingested('stores') }),
    pipe('summarize', {
      inputs: [orders, stores],
      output: totals,
      run: async (inputs) => {
        const rows = await firstValueFrom(inputs.batch_orders.rows());
        return [{ id: 'total', rows: rows.length }];
      },
    }),
  ];
}
