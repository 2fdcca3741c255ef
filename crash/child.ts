import { createInterface } from 'node:readline';
import { duckdbEngine } from 'rekindle/duckdb';
import { lastValueFrom } from 'rxjs';
import { markedDatabase } from './living/markedDatabase.ts';
import { marksFor, say } from './living/marks.ts';
import { planted } from './living/planted.ts';
import { databaseIn, type Task } from './running/task.ts';
import { workloads } from './running/workloads.ts';

// Whoever has started it is gone when nothing more can come, and then so is this.
const lines = createInterface({ input: process.stdin }).on('close', () => process.exit(3));
say('ready');
lines.once('line', (line) => {
  lived(JSON.parse(line) as Task).then(
    () => {
      say('done');
      process.exit(0);
    },
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});

/** Opens the database, works, closes it, and so on until all is done. */
async function lived({ workload, folder, habits, mark, fault, ...task }: Task): Promise<void> {
  const marks = marksFor(mark);
  markedDatabase(marks, habits);
  const { work } = workloads[workload];
  for (let isDone = false; !isDone; ) {
    const engine = duckdbEngine(databaseIn(folder), { threads: 1 });
    const told = (text: string) => say(`told ${text}`);
    isDone = await work(fault ? planted(engine, fault) : engine, { ...task, folder, marks, told });
    await lastValueFrom(engine.close());
  }
}
