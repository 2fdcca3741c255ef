import { asyncScheduler, defer, type MonoTypeOperatorFunction, type SchedulerLike, tap } from 'rxjs';
import { warn } from './warn.ts';

export interface ReportOutcomeOptions {
  /** Is told before the source is subscribed to. @default nobody is told */
  readonly started?: () => void;
  /** Is told when the source completes, before that is passed on. @default nobody is told */
  readonly finished?: (elapsedMs: number) => void;
  /** Is told when the source errors, before that is passed on. @default nobody is told */
  readonly failed?: (error: unknown, elapsedMs: number) => void;
  /** Is told when the source has been unsubscribed before its end. @default nobody is told */
  readonly stopped?: (elapsedMs: number) => void;
  /** Is told what one of the others threw. @default process.emitWarning */
  readonly onError?: (error: unknown) => void;
  /** The clock. @default asyncScheduler */
  readonly scheduler?: SchedulerLike;
}

/**
 * Tells of the start of a source and of its end, and leaves the source as it is.
 *
 * Of `finished`, `failed` and `stopped` exactly one is told for each subscription. Who only listens can
 * fail nothing: what a callback throws goes to `onError`, and without one it becomes a warning of the
 * process, as it can neither fail work that is done nor get lost.
 *
 * - emits what the source emits
 * - completes when the source completes
 * - errors when the source errors, and never because a callback threw
 * - on unsubscribe, the source is unsubscribed, then `stopped` is told
 */
export function reportOutcome<T>({
  started,
  finished,
  failed,
  stopped,
  onError = warnOf,
  scheduler = asyncScheduler,
}: ReportOutcomeOptions): MonoTypeOperatorFunction<T> {
  const tell = guarded(onError);
  return (source) =>
    defer(() => {
      const begun = scheduler.now();
      // The clock of a machine may be set back.
      const elapsedMs = (): number => Math.max(0, scheduler.now() - begun);
      return source.pipe(
        tap({
          subscribe: () => tell(() => started?.()),
          complete: () => tell(() => finished?.(elapsedMs())),
          error: (error: unknown) => tell(() => failed?.(error, elapsedMs())),
          unsubscribe: () => tell(() => stopped?.(elapsedMs())),
        }),
      );
    });
}

function guarded(onError: (error: unknown) => void): (call: () => void) => void {
  return (call) => {
    try {
      call();
    } catch (error) {
      try {
        onError(error);
      } catch (another) {
        warnOf(error);
        warnOf(another);
      }
    }
  };
}

const warnOf = (error: unknown): void => warn('a callback of reportOutcome threw', error);
