import { placesIn, type ThreadGate, threadGate } from './threadGate.ts';

/** How many threads Node's pool has; the setting counts from the start of the process. */
export function poolSize(setting: string | undefined = process.env['UV_THREADPOOL_SIZE']): number {
  const size = Number(setting);
  return Number.isInteger(size) && size >= 1 ? Math.min(size, MOST) : USUAL;
}

/** The gate of this process, which all its databases share. */
export function processGate(): ThreadGate {
  gate ??= threadGate({ places: placesIn(poolSize()), onWaited: warnOnce });
  return gate;
}

let gate: ThreadGate | undefined;
let isWarned = false;

/** Those of Node: 4 unless it is told, and never more. */
const USUAL = 4;
const MOST = 1_024;

/** From here on there is nothing to be gained from telling. */
const ENOUGH = 8;

/** How long a statement may wait before it is worth telling, in milliseconds. */
const LONG = 1_000;

function warnOnce(waitedMs: number): void {
  if (isWarned || waitedMs < LONG || poolSize() >= ENOUGH) return;
  isWarned = true;
  const places = placesIn(poolSize());
  process.emitWarning(
    `more than ${places} statements at once wait for each other, as Node's pool has ${poolSize()} threads and some are left to the rest of the process; ` +
      'set UV_THREADPOOL_SIZE=16 before the process starts',
    'RekindleWarning',
  );
}
