import {
  dematerialize,
  type MonoTypeOperatorFunction,
  materialize,
  type Observable,
  startWith,
  switchMap,
} from 'rxjs';

/** Unsubscribes from the source and subscribes again each time `notifier` emits. */
export function restartWhen<T>(
  notifier: Observable<unknown>,
  _options: { readonly overlap?: boolean; readonly onReplacementFailed?: (error: unknown) => void } = {},
): MonoTypeOperatorFunction<T> {
  return (source) =>
    notifier.pipe(
      startWith(undefined),
      switchMap(() => source.pipe(materialize())),
      dematerialize(),
    );
}
