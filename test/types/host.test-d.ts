import { expectTypeOf } from 'expect-type';
import type { Observable } from 'rxjs';
import { memoryEngine } from '../../lib/data/memory/memoryEngine.ts';
import { Registry } from '../../lib/definitions/registry.ts';
import type { PipeOutcome } from '../../lib/execution/pipeState.ts';
import type { RunRecord, RunResult } from '../../lib/execution/runRecord.ts';
import type { HybridEvent } from '../../lib/host/hybridEvent.ts';
import type { HybridResult, StreamsResult } from '../../lib/host/hybridResult.ts';
import { runHybrid } from '../../lib/host/runHybrid.ts';
import type { StreamOutcome } from '../../lib/host/streamOutcome.ts';
import { toHybridResult } from '../../lib/host/toHybridResult.ts';
import { plan } from '../../lib/planning/makePlan.ts';
import { queries } from '../../lib/streaming/queries/queries.ts';
import type { QueryStatus } from '../../lib/streaming/queries/queryState.ts';

const engine = memoryEngine();
const whole = plan(new Registry().wiring());
const options = { engine, queries: queries() };

// What happens is a stream of events, and one result.
expectTypeOf(runHybrid(whole, options)).toEqualTypeOf<Observable<HybridEvent>>();
expectTypeOf(runHybrid(whole, options).pipe(toHybridResult())).toEqualTypeOf<Observable<HybridResult>>();
runHybrid(whole, { ...options, concurrency: 2, retry: 1 });
// @ts-expect-error there are no streams without queries
runHybrid(whole, { engine });
// @ts-expect-error misspelt
runHybrid(whole, { ...options, concurency: 2 });

// Events narrow by name, those of the pipes that run once as those of a run.
export function told(event: HybridEvent): void {
  switch (event.name) {
    case 'run_started':
      expectTypeOf(event.run).toEqualTypeOf<RunRecord>();
      break;
    case 'pipe_ended':
      expectTypeOf(event.outcome).toEqualTypeOf<PipeOutcome>();
      break;
    case 'stream_changed':
      expectTypeOf(event.status).toEqualTypeOf<QueryStatus>();
      if (event.status.state === 'running') expectTypeOf(event.status.epoch).toEqualTypeOf<number>();
      break;
    case 'stream_ended':
      expectTypeOf(event.outcome).toEqualTypeOf<StreamOutcome>();
      if (event.outcome.status === 'exhausted')
        expectTypeOf(event.outcome.failures).toEqualTypeOf<number>();
      break;
    case 'hybrid_completed':
    case 'hybrid_failed':
      expectTypeOf(event.result.batch).toEqualTypeOf<RunResult | undefined>();
      expectTypeOf(event.result.streams).toEqualTypeOf<StreamsResult | undefined>();
  }
}
