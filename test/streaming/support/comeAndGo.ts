import { EMPTY, NEVER } from 'rxjs';
import { queries } from '../../../lib/streaming/queries/queries.ts';
import { query } from '../../../lib/streaming/queries/query.ts';

const endless = () => ({ progress$: NEVER, stop: () => EMPTY });
const all = queries();
all.run$.subscribe();

/** Registers queries, has every tenth of them run, and unregisters them. */
function comeAndGo(count: number): void {
  for (let n = 0; n < count; n++) {
    const come = query(`q${n}`, endless);
    all.register(come);
    if (n % 10 === 0) all.start(come.id).subscribe();
    all.unregister(come.id).subscribe();
  }
}

/** The bytes in use, once what nobody holds is gone. */
async function heap(): Promise<number> {
  await new Promise(setImmediate);
  gc?.();
  return process.memoryUsage().heapUsed;
}

// Once before, so that what is made but once is there.
comeAndGo(2_000);
const before = await heap();
comeAndGo(30_000);
console.log(JSON.stringify({ grownBy: (await heap()) - before, left: all.list().length }));
