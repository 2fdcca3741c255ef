import type { Observable } from 'rxjs';
import type { Call } from './call.ts';

/** What a word of a command line may be completed to. */
export type Completes = 'files' | 'folders' | readonly string[];

/** An option of a command, such as `--limit <rows>`. */
export interface Option {
  readonly summary: string;
  /** What its value is called; an option without one is a switch. */
  readonly value?: string;
  readonly short?: string;
  /** The values there are, where these are a few words. */
  readonly completes?: Completes;
}

/** A word after the command, such as `<entity>`. */
export interface Argument {
  readonly name: string;
  readonly summary: string;
  /** @default false */
  readonly optional?: boolean;
  /** Whether there may be several. @default false */
  readonly many?: boolean;
  readonly completes?: Completes;
}

/** One thing that the command line can do: help, parsing and completion come from this alone. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  /** More about it, for its own help. @default nothing */
  readonly about?: string;
  readonly args: readonly Argument[];
  readonly options: Readonly<Record<string, Option>>;
  readonly examples?: readonly string[];
  /** Whether it ends by itself when it is asked to; others end at once. @default false */
  readonly graceful?: boolean;
  /**
   * - emits the exit code, once
   * - completes after that
   * - errors with whatever went wrong
   * - on unsubscribe, stops at once and leaves the terminal as it was
   */
  run(call: Call): Observable<number>;
}

/** The options that every command has. */
export const commonOptions = {
  project: {
    value: 'path',
    short: 'p',
    summary: 'the file or folder of the project (default: this folder)',
    completes: 'files',
  },
  json: { summary: 'one JSON document, or a JSON event a line' },
  quiet: { short: 'q', summary: 'nothing but what was asked for, and errors' },
  help: { short: 'h', summary: 'what the command does' },
} as const satisfies Readonly<Record<string, Option>>;
