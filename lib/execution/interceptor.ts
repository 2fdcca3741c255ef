import type { MonoTypeOperatorFunction, Observable } from 'rxjs';
import type { Entity } from '../definitions/entity.ts';
import type { Pipe } from '../definitions/pipe.ts';
import type { PipeContext } from '../definitions/pipeContext.ts';
import { failureOf } from '../signals/failureOf.ts';
import type { AttemptEnd } from './attemptEnd.ts';

/** Says that something is not to be done, and why. */
export interface Veto {
  readonly kind: 'veto';
  readonly reason: string;
}

/** Nothing, or a veto; at once or later. */
// biome-ignore-start lint/suspicious/noConfusingVoidType: an interceptor that returns nothing is `void`, not `undefined`
export type Verdict =
  | Veto
  | undefined
  | void
  | Observable<Veto | undefined | void>
  | Promise<Veto | undefined | void>;
// biome-ignore-end lint/suspicious/noConfusingVoidType: an interceptor that returns nothing is `void`, not `undefined`

/** A run of one pipe, as interceptors see it. */
export interface PipeCall extends PipeContext {
  readonly pipe: Pipe;
  /** Which attempt it is, counted from 1; 0 before the first. */
  readonly attempt: number;
}

/**
 * What is done before, after and around a pipe. Whatever it throws fails that pipe, once: it is not tried
 * again. A veto skips the pipe. All of it is optional, and many can be given: each is asked in turn, and
 * `around` of the first is outermost.
 */
export interface Interceptor {
  /** What to call it in errors. @default its place in the list */
  readonly name?: string;
  /** Before the first attempt. */
  before?(call: PipeCall): Verdict;
  /** Before an input is read, in each attempt. */
  read?(entity: Entity, call: PipeCall): Verdict;
  /** Before the output is written, in each attempt. */
  write?(entity: Entity, call: PipeCall): Verdict;
  /** After the output is written. The write stands, whatever this throws. */
  // biome-ignore lint/suspicious/noConfusingVoidType: an interceptor that returns nothing is `void`, not `undefined`
  after?(end: AttemptEnd, call: PipeCall): void | Observable<unknown> | Promise<unknown>;
  /** Wraps all attempts of a pipe; an operator of your own goes here. It must let the end through. */
  around?(call: PipeCall): MonoTypeOperatorFunction<AttemptEnd>;
}

/** An interceptor failed, and with it the pipe. */
export class InterceptorError extends Error {
  override readonly name = 'InterceptorError';

  constructor(
    readonly interceptor: string,
    readonly step: 'before' | 'read' | 'write' | 'after' | 'around',
    readonly pipeId: string,
    cause: unknown,
  ) {
    const said = cause instanceof Error ? `${cause.name}: ${cause.message}` : failureOf(cause).error;
    super(`expected ${step} of the interceptor ${interceptor} to end well for ${pipeId}, got ${said}`, {
      cause,
    });
  }
}

/** Keeps something from being done, for a reason that is told. */
export const veto = (reason: string): Veto => Object.freeze({ kind: 'veto', reason });

/** Whether a verdict is a veto. */
export const isVeto = (verdict: unknown): verdict is Veto =>
  typeof verdict === 'object' && verdict !== null && (verdict as Partial<Veto>).kind === 'veto';
