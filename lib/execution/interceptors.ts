import {
  concatMap,
  defer,
  EMPTY,
  first,
  from,
  type MonoTypeOperatorFunction,
  map,
  type Observable,
  of,
} from 'rxjs';
import { settle } from '../../operators/settle.ts';
import type { Entity } from '../definitions/entity.ts';
import { received } from '../definitions/received.ts';
import type { AttemptEnd } from './attemptEnd.ts';
import {
  type Interceptor,
  InterceptorError,
  isVeto,
  type PipeCall,
  type Verdict,
  type Veto,
} from './interceptor.ts';

type Step = InterceptorError['step'];

/** Many interceptors as one. What any of them throws, at once or later, is an `InterceptorError`. */
export class Interceptors {
  readonly #all: readonly { readonly name: string; readonly of: Interceptor }[];

  constructor(interceptors: readonly Interceptor[]) {
    this.#all = interceptors.map((of, i) => ({ of, name: of.name ?? `interceptors[${i}]` }));
  }

  /** The first veto before a pipe starts, or nothing. */
  before(call: PipeCall): Observable<Veto | undefined> {
    return this.#ask('before', call, (interceptor) => interceptor.before?.(call));
  }

  /** The first veto on reading an entity, or nothing. */
  read(entity: Entity, call: PipeCall): Observable<Veto | undefined> {
    return this.#ask('read', call, (interceptor) => interceptor.read?.(entity, call));
  }

  /** The first veto on writing an entity, or nothing. */
  write(entity: Entity, call: PipeCall): Observable<Veto | undefined> {
    return this.#ask('write', call, (interceptor) => interceptor.write?.(entity, call));
  }

  /** Tells all of them of the end; completes when they have done what they do. */
  after(end: AttemptEnd, call: PipeCall): Observable<never> {
    return from(this.#all).pipe(
      concatMap(({ of: interceptor, name }) =>
        defer(() => later(interceptor.after?.(end, call))).pipe(
          settle<unknown, never>({ completed: () => EMPTY, failed: broken(name, 'after', call) }),
        ),
      ),
    );
  }

  /** Wraps the attempts of a pipe: the first interceptor is outermost. */
  around(call: PipeCall): MonoTypeOperatorFunction<AttemptEnd> {
    return (source) =>
      this.#all.reduceRight((inner, { of: interceptor, name }) => {
        if (!interceptor.around) return inner;
        return defer(() =>
          guarded(name, 'around', call, () => {
            const operator = interceptor.around?.(call);
            return operator ? inner.pipe(operator) : inner;
          }),
        );
      }, source);
  }

  #ask(
    step: Step,
    call: PipeCall,
    ask: (interceptor: Interceptor) => Verdict,
  ): Observable<Veto | undefined> {
    return from(this.#all).pipe(
      concatMap(({ of: interceptor, name }) =>
        defer(() => later(ask(interceptor))).pipe(
          map(checked),
          settle<Veto | undefined, Veto | undefined>({
            completed: (verdict) => of(verdict),
            failed: broken(name, step, call),
          }),
        ),
      ),
      first(isVeto, undefined),
    );
  }
}

/** What is neither nothing nor a veto must not be taken for a yes. */
function checked(verdict: unknown): Veto | undefined {
  if (verdict === undefined || verdict === null) return undefined;
  if (isVeto(verdict) && typeof verdict.reason === 'string') return verdict;
  throw new TypeError(`expected nothing or a veto, got ${received(verdict)}`);
}

/** A verdict as a stream of it. Not `from` alone, as a veto is no stream. */
function later(verdict: unknown): Observable<unknown> {
  if (typeof verdict !== 'object' || verdict === null || isVeto(verdict)) return of(verdict);
  return from(verdict as Promise<unknown>);
}

function broken(name: string, step: Step, { pipe }: PipeCall): (error: unknown) => never {
  return (error) => {
    throw error instanceof InterceptorError ? error : new InterceptorError(name, step, pipe.id, error);
  };
}

function guarded<R>(name: string, step: Step, call: PipeCall, work: () => R): R {
  try {
    return work();
  } catch (error) {
    return broken(name, step, call)(error);
  }
}
