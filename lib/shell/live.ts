import {
  defer,
  finalize,
  ignoreElements,
  type MonoTypeOperatorFunction,
  merge,
  Subject,
  takeUntil,
  tap,
  timer,
} from 'rxjs';
import { screen } from './screen.ts';
import type { Terminal } from './terminal.ts';

/** What is shown of a source on a terminal. */
export interface LiveOptions<T> {
  /** The lines that stay, if a value is worth any. */
  readonly lines: (value: T) => readonly string[];
  /** How things are now; `tick` counts the drawings. */
  readonly frame: (tick: number) => readonly string[];
}

/** Least time between two drawings, in milliseconds. */
const EVERY = 100;

/**
 * Shows on a terminal what comes, and how things are in between, at most ten times a second.
 *
 * - emits what the source emits
 * - completes when the source completes, and takes the frame away
 * - errors when the source errors, and takes the frame away
 * - on unsubscribe, takes the frame away
 */
export function live<T>(
  { stdout, scheduler }: Pick<Terminal, 'stdout' | 'scheduler'>,
  { lines, frame }: LiveOptions<T>,
): MonoTypeOperatorFunction<T> {
  return (source) =>
    defer(() => {
      const drawing = screen(stdout);
      const over$ = new Subject<void>();
      const drawn$ = timer(0, EVERY, scheduler).pipe(
        tap((tick) => drawing.draw(frame(tick))),
        ignoreElements(),
        takeUntil(over$),
      );
      const told$ = source.pipe(
        tap((value) => {
          for (const line of lines(value)) drawing.print(line);
        }),
        finalize(() => {
          over$.next();
          drawing.end();
        }),
      );
      // The drawing first, as a source that ends at once could not end it otherwise.
      return merge(drawn$, told$);
    });
}
