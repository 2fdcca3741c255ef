import { Observable } from 'rxjs';

/** Lets sources through one at a time, whichever they are. */
export type Turnstile = <T>(source: Observable<T>) => Observable<T>;

/**
 * Makes an operator that lets one source run at a time, of all to which it is applied, and of all their
 * subscriptions; this is what it keeps, so that subscriptions are not each for itself. Others wait in the order
 * in which they came. One begins once the last has ended and cleaned up after itself, and never inside the start
 * of another, so that any number of sources that end at once needs no stack.
 *
 * - emits what the source emits, once it is its turn
 * - completes when the source completes
 * - errors when the source errors
 * - on unsubscribe, the source is unsubscribed, and the next one begins; one that waits is forgotten
 */
export function turnstile(): Turnstile {
  const waiting = new Set<() => void>();
  let taken = false;
  let letting = false;

  const letThrough = (): void => {
    if (letting) return;
    letting = true;
    try {
      for (const enter of waiting) {
        if (taken) return;
        waiting.delete(enter);
        taken = true;
        enter();
      }
    } finally {
      letting = false;
    }
  };
  const release = (): void => {
    taken = false;
    letThrough();
  };
  // Constructed, because `concat` and `concatMap` keep those that left, and know one source alone.
  return <T>(source: Observable<T>) =>
    new Observable<T>((subscriber) => {
      const enter = (): void => {
        source.subscribe(subscriber);
        // Added last, so that the source has cleaned up before the next one begins.
        subscriber.add(release);
      };
      subscriber.add(() => waiting.delete(enter));
      waiting.add(enter);
      letThrough();
    });
}
