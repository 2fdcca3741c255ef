import { of, Subject } from 'rxjs';
import { type Project, projectOf } from '../../../lib/host/project.ts';
import type { ProjectSettings } from '../../../lib/host/projectSettings.ts';
import { type CliOptions, cli } from '../../../lib/shell/cli.ts';
import type { Interrupt, Output } from '../../../lib/shell/terminal.ts';
import { SimulatedScheduler } from '../../../lib/testing/simulatedScheduler.ts';

/** What the world around a command is like. */
export interface Around extends Partial<Pick<CliOptions, 'bringUp' | 'table' | 'load'>> {
  readonly project?: Project;
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
}

/** A project that exports these things, and settings. */
export const projectWith = (
  exports: Readonly<Record<string, unknown>>,
  settings: ProjectSettings = {},
): Project => projectOf('/shop', [{ file: 'rekindle.ts', exports: { ...exports, default: settings } }]);

/** An output that keeps what is written to it. */
function kept(isTTY: boolean, columns: number): Output & { readonly writes: string[] } {
  const writes: string[] = [];
  return { writes, isTTY, columns, write: (text) => void writes.push(text) };
}

/** Calls the command line in simulated time, and keeps what it says. */
export function calling(words: readonly string[], around: Around = {}) {
  const { project, isTTY = false, columns = 100, env = {}, cwd = '/shop', ...options } = around;
  const scheduler = new SimulatedScheduler();
  const [stdout, stderr] = [kept(isTTY, columns), kept(isTTY, columns)];
  const interrupts$ = new Subject<Interrupt>();
  let code: number | undefined;
  const load = () => {
    if (!project) throw new Error('expected no project to be needed');
    return of(project);
  };
  const subscription = cli(words, {
    ...{ version: '1.2.3', load, ...options },
    terminal: { stdout, stderr, env, cwd, interrupts$, scheduler },
  }).subscribe((exit) => {
    code = exit;
  });
  return {
    ...{ scheduler, subscription, writes: stdout.writes },
    interrupt: (interrupt: Interrupt = 'SIGINT') => interrupts$.next(interrupt),
    interruptible: () => interrupts$.observed,
    code: () => code,
    out: () => stdout.writes.join(''),
    err: () => stderr.writes.join(''),
  };
}

/** Calls the command line with something that ends at once. */
export function called(words: readonly string[], around: Around = {}) {
  const { code, out, err } = calling(words, around);
  return { code: code(), out: out().trimEnd(), err: err().trimEnd() };
}
