import { ignoreElements } from 'rxjs';
import type { Engine } from '../../../lib/data/engine.ts';
import { memoryEngine } from '../../../lib/data/memory/memoryEngine.ts';
import { reportingEngine } from '../../../lib/data/reporting/reportingEngine.ts';
import type { WriteSource } from '../../../lib/data/write.ts';
import type { WriteMode } from '../../../lib/data/writeMode.ts';
import { Signals } from '../../../lib/signals/signals.ts';
import { entityOf } from './entityOf.ts';
import { now } from './now.ts';

export const people = {
  ...entityOf('people', { schema: { id: 'number', name: 'string' }, keys: ['id'] }),
  name: 'People',
};
export const absent = { ...people, id: 'absent', name: 'Absent' };
export const append = { mode: 'append' } as const;
export const overwrite = { mode: 'overwrite' } as const;
export const merge = { mode: 'merge' } as const;

export const ann = { id: 1, name: 'Ann' };
export const bob = { id: 2, name: 'Bob' };
export const cat = { id: 3, name: 'Cat' };

export const who = { entityId: 'people', entityName: 'People' };
export const keys = { mergeKeys: ['id'] };
export const at0 = { durationSeconds: 0 };

/** Time stands still, so that what is told can be compared as a whole. */
const still = {
  now: () => 0,
  schedule: () => {
    throw new Error('expected nothing to be scheduled');
  },
};

/** An engine with a table of people, and what it tells from now on. */
export function reported(made: Engine = memoryEngine()) {
  now(made.ensure(people));
  now(made.write(people, [[ann]], append));
  const signals = new Signals();
  const told: [string, unknown][] = [];
  signals
    .of('entity.*')
    .subscribe(({ name, payload }) => told.push([name.slice('entity.'.length), payload]));
  return { engine: reportingEngine(made, signals.emit, { scheduler: still }), made, signals, told };
}

/** An engine that takes its time, and tells what it does. */
export const slow = (signals: Signals) =>
  reportingEngine(memoryEngine({ latency: 3, batchSize: 1 }), signals.emit);

/** The names of what was told. */
export const names = (told: readonly [string, unknown][]) => told.map(([name]) => name);

/** Writes to people. */
export const writeTo = (engine: Engine, source: WriteSource, mode: WriteMode = append) =>
  engine.write(people, source, mode).pipe(ignoreElements());
