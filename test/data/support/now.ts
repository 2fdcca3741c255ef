import { type Observable, Subscription } from 'rxjs';

/** What an observable emits at once; it must end at once as well, and throws what it errors with. */
export function now<T>(source: Observable<T>): T[] {
  const values: T[] = [];
  let end: { error?: unknown } | undefined;
  const subscription = new Subscription();
  subscription.add(
    source.subscribe({
      next: (value) => values.push(value),
      error: (error: unknown) => {
        end = { error };
      },
      complete: () => {
        end = {};
      },
    }),
  );
  if (!end) throw new Error('expected an end at once, got silence');
  if ('error' in end) throw end.error;
  return values;
}
