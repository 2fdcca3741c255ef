// Ten thousand signals, and a consumer that takes its time: nobody is held up, and nothing that matters is lost.
import { Signals } from 'rekindle';
import { everyNth, offload, summarize } from 'rekindle/operators';
import { timer } from 'rxjs';

const signals = new Signals();
const progress$ = signals.of('streaming.query_progress');

// Of each query, only the newest progress waits; a failure is never replaced.
signals
  .of('streaming.query_*')
  .pipe(
    offload(
      (event) => {
        console.log(`told the dashboard of ${event.name} of ${event.payload.queryId}`);
        return timer(5);
      },
      {
        overflow: 'coalesce',
        key: ({ payload }) => payload.queryId,
        keep: ({ name }) => name === 'streaming.query_failed',
        onDrop: ({ total }) => console.log(`${total} gave way to newer ones`),
      },
    ),
  )
  .subscribe();

// One in 2,500 is enough to see that it goes on, …
progress$
  .pipe(everyNth(2_500))
  .subscribe(({ payload }) => console.log(`${payload.queryId} is at batch ${payload.batchId}`));

// … and a summary tells what the others were like.
progress$
  .pipe(summarize({ every: 60_000, of: ({ payload }) => payload.numInputRows }))
  .subscribe(({ count, mean, p95 }) =>
    console.log(`${count} batches of ${mean} rows, 95% of at most ${p95}`),
  );

for (let batchId = 0; batchId < 5_000; batchId++) {
  for (const queryId of ['orders', 'customers']) {
    signals.emit('streaming.query_progress', {
      queryId,
      batchId,
      numInputRows: batchId % 101,
      durationSeconds: 0.1,
    });
  }
  if (batchId === 2_000) {
    const failure = { error: 'connection reset', errorType: 'NetworkError', failureClass: 'transient' };
    signals.emit('streaming.query_failed', { queryId: 'orders', ...failure });
  }
}
console.log('all emitted');
signals.close();

// prints:
// orders is at batch 0
// orders is at batch 1250
// orders is at batch 2500
// orders is at batch 3750
// all emitted
// 10000 batches of 49.745 rows, 95% of at most 95
// told the dashboard of streaming.query_progress of orders
// 9997 gave way to newer ones
// told the dashboard of streaming.query_progress of customers
// told the dashboard of streaming.query_failed of orders
// told the dashboard of streaming.query_progress of orders
