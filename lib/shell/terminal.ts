import type { Observable, SchedulerLike } from 'rxjs';

/** Where something is written to: a terminal, a file, another program, a test. */
export interface Output {
  write(text: string): void;
  readonly isTTY: boolean;
  /** How many signs fit on a line. */
  readonly columns: number;
}

/** A wish that it end: by Ctrl-C, or by whoever supervises it. */
export type Interrupt = 'SIGINT' | 'SIGTERM';

/** All that a command knows of the world around it. */
export interface Terminal {
  readonly stdout: Output;
  /** Progress and complaints, so that what is asked for can be piped on. */
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly interrupts$: Observable<Interrupt>;
  readonly scheduler: SchedulerLike;
}
