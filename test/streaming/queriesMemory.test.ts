import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from '@jest/globals';
import { EMPTY, NEVER } from 'rxjs';
import { type Queries, queries } from '../../lib/streaming/queries.ts';
import { query } from '../../lib/streaming/query.ts';

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');

const endless = () => ({ progress$: NEVER, stop: () => EMPTY });

/** Registers a query, has it run if it is to, and unregisters it. Nobody but a weak reference knows it after. */
function comeAndGo(all: Queries, n: number, runs: boolean): WeakRef<object> {
  const come = query(`q${n}`, endless);
  all.register(come);
  if (runs) all.start(come.id).subscribe();
  all.unregister(come.id).subscribe();
  return new WeakRef(come);
}

it('keeps nothing of 100,000 queries that were unregistered', async () => {
  const all = queries();
  const run = all.run$.subscribe();
  const kept = query('kept', endless);
  all.register(kept);
  const gone: WeakRef<object>[] = [];
  for (let n = 0; n < 100_000; n++) gone.push(comeAndGo(all, n, n % 10 === 0));
  await new Promise(setImmediate);
  collect();
  expect(gone.filter((ref) => ref.deref() !== undefined)).toHaveLength(0);
  expect(all.list().map(({ queryId }) => queryId)).toEqual(['kept']);
  run.unsubscribe();
});
