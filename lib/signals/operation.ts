import type { Emit } from './emit.ts';
import type { SignalEvent } from './signalEvent.ts';

export interface OperationOptions {
  /** The signal that led to it. @default the one being told, or else the last one of the operation around it */
  causedBy?: SignalEvent | number;
}

/**
 * A piece of work whose signals belong together: everything emitted through it, and everything emitted
 * while `run` runs, carries its id and the signal that led to it.
 */
export interface Operation {
  readonly operationId: string;
  /** Sequence of the signal that led to the operation. */
  readonly causedBy: number | undefined;
  readonly emit: Emit;
  /** An operation inside of this one. */
  operation(name: string, options?: OperationOptions): Operation;
  /** Calls a function, and counts to this operation whatever is emitted until it returns. */
  run<R>(work: (operation: Operation) => R): R;
}

/** What an operation needs of its bus. */
export interface Host {
  emit(name: string, payload: unknown, scope: Scope): void;
  open(name: string, options: OperationOptions | undefined, around: Scope): Operation;
  within<R>(scope: Scope, work: () => R): R;
}

/** An operation as its bus sees it. */
export class Scope implements Operation {
  /** Sequence of the last signal that was emitted in it. */
  last: number | undefined;

  constructor(
    readonly operationId: string,
    readonly causedBy: number | undefined,
    private readonly host: Host,
  ) {}

  readonly emit: Emit = (name: string, payload: unknown) => this.host.emit(name, payload, this);

  operation(name: string, options?: OperationOptions): Operation {
    return this.host.open(name, options, this);
  }

  run<R>(work: (operation: Operation) => R): R {
    return this.host.within(this, () => work(this));
  }
}
