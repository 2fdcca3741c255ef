// What it meant: a log, alerts, and spans rebuilt from the signals. The clock is ours, so nobody waits.
import { log, Signals, slowOperations, spans, spanTree } from 'rekindle';
import { map, tap, toArray, VirtualTimeScheduler } from 'rxjs';

const clock = new VirtualTimeScheduler();
const signals = new Signals({ scheduler: clock, ids: (name) => name });

// An observer is a function from all signals to whatever it makes of them.
signals.observe('log', log({ levels: { '*': 'warn', 'datapipes.after_pipe': 'info' } }));

signals.observe('alerts', (all$) =>
  slowOperations({ minSamples: 2 })(all$).pipe(
    tap(({ key, ratio }) => console.log(`  ${key} took ${ratio} times as long as usual`)),
  ),
);

signals.observe('tree', (all$) =>
  spans()(all$).pipe(
    toArray(),
    map((all) => spanTree(all)),
    tap((tree) => console.log(`\n${tree}`)),
  ),
);

/** Stands in for an executor, which emits the same signals: a run of one pipe that takes some seconds. */
function run(runId: string, startsAt: number, durationSeconds: number): void {
  const pipes = { runId, pipeIds: ['gold.revenue'], pipeCount: 1 };
  const pipe = { runId, pipeId: 'gold.revenue', pipeName: 'Revenue' };
  const counts = { successCount: 1, failedCount: 0, skippedCount: 0, cancelledCount: 0 };
  const whole = signals.operation(runId);

  clock.schedule(() => {
    whole.emit('datapipes.before_run', { ...pipes, executionMode: 'batch', generationCount: 1 });
    const inside = whole.operation(pipe.pipeId);
    inside.emit('datapipes.before_pipe', { ...pipe, pipeIndex: 0, totalPipes: 1 });
    clock.schedule(() => {
      inside.emit('datapipes.after_pipe', { ...pipe, durationSeconds, rowsProcessed: 10, attempts: 1 });
      whole.emit('datapipes.after_run', { ...pipes, ...counts, durationSeconds });
    }, durationSeconds * 1_000);
  }, startsAt);
}

run('monday', 0, 2);
run('tuesday', 60_000, 2);
run('wednesday', 120_000, 5);
clock.flush();
signals.close();

// prints:
// 00:00:02.000 INFO  datapipes.after_pipe                runId=monday pipeId=gold.revenue pipeName=Revenue rowsProcessed=10 attempts=1 in 2s #3 <- #1
// 00:01:02.000 INFO  datapipes.after_pipe                runId=tuesday pipeId=gold.revenue pipeName=Revenue rowsProcessed=10 attempts=1 in 2s #7 <- #5
// 00:02:05.000 INFO  datapipes.after_pipe                runId=wednesday pipeId=gold.revenue pipeName=Revenue rowsProcessed=10 attempts=1 in 5s #11 <- #9
//   datapipes.after_pipe gold.revenue took 2.5 times as long as usual
//   datapipes.after_run gold.revenue took 2.5 times as long as usual
//
// datapipes.run gold.revenue in 2s ok
//   datapipes.pipe gold.revenue in 2s ok
// datapipes.run gold.revenue in 2s ok
//   datapipes.pipe gold.revenue in 2s ok
// datapipes.run gold.revenue in 5s ok
//   datapipes.pipe gold.revenue in 5s ok
