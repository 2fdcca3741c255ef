import { asyncScheduler, fromEvent, map, merge, type Observable } from 'rxjs';
import type { Interrupt, Output, Terminal } from './terminal.ts';

/** The terminal that this process has. */
export function processTerminal(): Terminal {
  const signal$ = (name: Interrupt): Observable<Interrupt> =>
    fromEvent(process, name).pipe(map(() => name));
  return {
    stdout: outputOf(process.stdout),
    stderr: outputOf(process.stderr),
    env: process.env,
    cwd: process.cwd(),
    interrupts$: merge(signal$('SIGINT'), signal$('SIGTERM')),
    scheduler: asyncScheduler,
  };
}

function outputOf(stream: NodeJS.WriteStream): Output {
  return {
    write: (text) => void stream.write(text),
    get isTTY() {
      return stream.isTTY === true;
    },
    // Where nobody knows, nothing is cut.
    get columns() {
      return stream.columns ?? Number.POSITIVE_INFINITY;
    },
  };
}
