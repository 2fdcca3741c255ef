import {
  catchError,
  defaultIfEmpty,
  defer,
  ignoreElements,
  map,
  merge,
  type Observable,
  of,
  ReplaySubject,
  skip,
  take,
  takeLast,
  takeUntil,
  tap,
} from 'rxjs';
import { bootstrap } from '../host/bootstrap.ts';
import type { Project } from '../host/project.ts';
import { failureOf } from '../signals/failureOf.ts';
import { Call, type CallParts } from './call.ts';
import type { Command } from './command.ts';
import { commands } from './commands.ts';
import { exitCodes } from './exitCodes.ts';
import { failureCode } from './failureCode.ts';
import { commandHelpText, helpText } from './helpText.ts';
import { interruptCode } from './interruptCode.ts';
import { jsonText } from './jsonText.ts';
import { parseWords } from './parseWords.ts';
import type { Interrupt, Terminal } from './terminal.ts';
import { unknownWord } from './usageError.ts';

/** What the command line works with. */
export interface CliOptions {
  readonly terminal: Terminal;
  readonly version: string;
  /** Loads the project that is at a path. */
  readonly load: (path: string) => Observable<Project>;
  /** Brings a project up. @default bootstrap */
  readonly bringUp?: CallParts['bringUp'];
  /** What it can do. @default commands */
  readonly table?: readonly Command[];
}

/**
 * Does what a command line says, as `rekindle` does.
 *
 * - emits the exit code, once
 * - completes after that
 * - errors never: what goes wrong is written to the terminal, and has an exit code
 * - on unsubscribe, stops at once
 */
export function cli(words: readonly string[], { table = commands, ...by }: CliOptions): Observable<number> {
  return defer(() => called(words, table, by)).pipe(catchError((error) => of(failed(error, words, by))));
}

function called(
  [name, ...rest]: readonly string[],
  table: readonly Command[],
  { terminal, version, load, bringUp = bootstrap }: Omit<CliOptions, 'table'>,
): Observable<number> {
  if (name === undefined || name === '--help' || name === '-h') {
    const output = name === undefined ? terminal.stderr : terminal.stdout;
    output.write(`${helpText(table)}\n`);
    return of(name === undefined ? exitCodes.usage : exitCodes.ok);
  }
  if (name === '--version' || name === '-V') {
    terminal.stdout.write(`${version}\n`);
    return of(exitCodes.ok);
  }
  const command = table.find((one) => one.name === name);
  if (!command) throw unknownWord('a command', { word: name, known: table.map((one) => one.name) });
  const { args, values } = parseWords(rest, command);
  if (values['help'] === true) {
    terminal.stdout.write(`${commandHelpText(command)}\n`);
    return of(exitCodes.ok);
  }
  return interruptible(command, terminal, (stop$) =>
    command.run(new Call({ terminal, args, values, stop$, load, bringUp, version })),
  );
}

/** The first wish that it end is the command's affair, if it is graceful; the next one ends it at once. */
function interruptible(
  { graceful = false }: Command,
  { interrupts$ }: Terminal,
  run: (stop$: Observable<Interrupt>) => Observable<number>,
): Observable<number> {
  const asked$ = new ReplaySubject<Interrupt>();
  const stop$ = asked$.pipe(take(1));
  const atOnce$ = asked$.pipe(skip(graceful ? 1 : 0), take(1));
  let first: Interrupt = 'SIGINT';
  const listening$ = interrupts$.pipe(
    tap((interrupt) => {
      first = interrupt;
      asked$.next(interrupt);
    }),
    ignoreElements(),
  );
  // The last one, when all is over: what a command has done may be committed, and its engine closed, after its code.
  const code$ = defer(() => run(stop$)).pipe(takeUntil(atOnce$), takeLast(1), defaultIfEmpty(undefined));
  return merge(listening$, code$).pipe(
    take(1),
    map((code) => code ?? interruptCode(first)),
  );
}

function failed(
  error: unknown,
  words: readonly string[],
  { terminal }: Pick<CliOptions, 'terminal'>,
): number {
  const code = failureCode(error);
  const { error: message, errorType } = failureOf(error);
  const isJson = words.includes('--json');
  terminal.stderr.write(
    isJson
      ? `${jsonText({ error: message, errorType, exitCode: code })}\n`
      : `rekindle: ${code === exitCodes.internal ? `${errorType}: ` : ''}${message}\n`,
  );
  const trace = terminal.env['REKINDLE_TRACE'];
  if (trace !== undefined && error instanceof Error) terminal.stderr.write(`${error.stack}\n`);
  return code;
}
