import { writeSync } from 'node:fs';
import type { MarkKind } from './moment.ts';

/** Which mark the process is to be killed at. */
export interface AwaitedMark {
  readonly kind: MarkKind;
  /** Counted from 1. */
  readonly nth: number;
}

/** Says where a process is, for who is about to kill it there. */
export interface Marks {
  /** Passes a mark. Where it is the one that is awaited, this says so, and waits for the end. */
  readonly pass: (kind: MarkKind) => void;
  /** The same, without waiting: what follows goes on while the kill is under way. */
  readonly passBy: (kind: MarkKind) => void;
}

/** The marks of this process. */
export function marksFor(awaited: AwaitedMark | undefined): Marks {
  let passed = 0;
  const isIt = (kind: MarkKind) => kind === awaited?.kind && ++passed === awaited.nth;
  return {
    pass: (kind) => {
      if (!isIt(kind)) return;
      say('mark');
      // Whatever threads of the database do goes on.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, LONGEST);
    },
    passBy: (kind) => {
      if (isIt(kind)) say('mark');
    },
  };
}

/** Says something at once, whatever becomes of the process next. */
export function say(line: string): void {
  writeSync(1, `${line}\n`);
}

/** Nobody is left to wait for a kill that does not come. */
const LONGEST = 20_000;
