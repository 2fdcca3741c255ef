import { ignoreElements, map, type Observable, timer, VirtualTimeScheduler } from 'rxjs';

/** Two o'clock at night, on the first of August. */
const NIGHT = Date.UTC(2026, 7, 1, 2);

/** A clock that stands still at two o'clock at night until it is told to go on. */
export class Clock {
  readonly scheduler = new VirtualTimeScheduler();

  constructor() {
    this.scheduler.frame = NIGHT;
  }

  /** Lets time pass, until so many minutes past two. */
  readonly goTo = (minutes: number): void => {
    const end = NIGHT + minutes * 60_000;
    this.scheduler.schedule(() => undefined, end - this.scheduler.now());
    this.scheduler.maxFrames = end;
    this.scheduler.flush();
  };

  /** Some rows, after so many minutes. */
  readonly rowsAfter = (minutes: number, rows = 1): Observable<readonly object[]> =>
    timer(minutes * 60_000, this.scheduler).pipe(
      map(() => Array.from({ length: rows }, (_, id) => ({ id }))),
    );

  /** A failure, after so many minutes. */
  readonly failureAfter = (minutes: number, message: string): Observable<never> =>
    timer(minutes * 60_000, this.scheduler).pipe(
      map(() => {
        throw new Error(message);
      }),
      ignoreElements(),
    );
}
