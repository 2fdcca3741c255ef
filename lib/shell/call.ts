import type { Observable } from 'rxjs';
import type { BootstrapOptions } from '../host/bootstrap.ts';
import type { Project } from '../host/project.ts';
import type { Runtime } from '../host/runtime.ts';
import { jsonText } from './jsonText.ts';
import type { Interrupt, Terminal } from './terminal.ts';
import { UsageError } from './usageError.ts';

/** Values of options by name: a text, or whether a switch was given. */
export type Values = Readonly<Record<string, string | boolean | undefined>>;

/** What is known when a command is called. */
export interface CallParts {
  readonly terminal: Terminal;
  readonly args: readonly string[];
  readonly values: Values;
  /** Emits the first wish that it end; replayed. */
  readonly stop$: Observable<Interrupt>;
  readonly load: (path: string) => Observable<Project>;
  readonly bringUp: (project: Project, options: BootstrapOptions) => Observable<Runtime>;
  readonly version: string;
}

/** One call of a command: its words and options, and where it says what it has to say. */
export class Call {
  readonly terminal: Terminal;
  readonly args: readonly string[];
  readonly stop$: Observable<Interrupt>;
  readonly version: string;
  readonly load: CallParts['load'];
  readonly bringUp: CallParts['bringUp'];
  readonly #values: Values;

  constructor({ terminal, args, values, stop$, load, bringUp, version }: CallParts) {
    this.terminal = terminal;
    this.args = args;
    this.stop$ = stop$;
    this.version = version;
    this.load = load;
    this.bringUp = bringUp;
    this.#values = values;
  }

  get json(): boolean {
    return this.flag('json');
  }

  get quiet(): boolean {
    return this.flag('quiet');
  }

  /** Whether a switch was given. */
  flag(name: string): boolean {
    return this.#values[name] === true;
  }

  /** The value of an option. */
  text(name: string): string | undefined {
    const value = this.#values[name];
    return typeof value === 'string' ? value : undefined;
  }

  /** The value of an option that has to be a whole number. */
  number(name: string, { least = 0 }: { readonly least?: number } = {}): number | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    if (/^\d+$/.test(value) && Number(value) >= least) return Number(value);
    throw new UsageError(`expected --${name} to be a whole number from ${least}, got "${value}"`);
  }

  /** Says what was asked for. */
  say(text: string): void {
    this.terminal.stdout.write(`${text}\n`);
  }

  /** Says what was asked for, as one JSON document. */
  sayJson(value: unknown): void {
    this.say(jsonText(value, 2));
  }

  /** Says an event, as one line of JSON. */
  sayEvent(value: unknown): void {
    this.say(jsonText(value));
  }

  /** Says something beside what was asked for, unless nobody wants to know. */
  note(text: string): void {
    if (!this.quiet) this.terminal.stderr.write(`${text}\n`);
  }
}
