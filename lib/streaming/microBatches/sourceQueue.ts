import {
  BehaviorSubject,
  defer,
  filter,
  ignoreElements,
  type Observable,
  repeat,
  Subject,
  take,
  takeUntil,
  tap,
} from 'rxjs';
import type { Note } from '../../data/note.ts';
import { isRecord } from '../../definitions/optionProblems.ts';
import { received } from '../../definitions/received.ts';
import type { DriverHost, Look } from './driver.ts';
import type { RowsAfter, SourceRows } from './observableSource.ts';

/** What came of a source and is not committed. The source is left while that is as much as a batch may have. */
export class SourceQueue {
  /** Subscribes to the source, as long as there is room, after the last cursor that came. */
  readonly feed$: Observable<never>;
  readonly #host: DriverHost;
  readonly #waiting: SourceRows[] = [];
  #rows = 0;
  /** The cursor before the first that waits, and that of the last. */
  #begins: Note | undefined;
  #reached: Note | undefined;
  #ended = false;
  readonly #leave$ = new Subject<void>();
  readonly #hasRoom$ = new BehaviorSubject(true);

  constructor(open: RowsAfter, host: DriverHost, position: Note | undefined) {
    this.#host = host;
    this.#reached = this.#begins = position;
    const source$ = defer(() => open(this.#reached)).pipe(
      tap({ next: (rows) => this.#hear(rows), complete: () => this.#end() }),
      takeUntil(this.#leave$),
    );
    const again = () =>
      this.#hasRoom$.pipe(
        filter((hasRoom) => hasRoom && !this.#ended),
        take(1),
      );
    this.feed$ = source$.pipe(repeat({ delay: again }), ignoreElements());
  }

  look(): Look {
    if (this.#waiting.length > 0) return 'rows';
    return this.#ended ? 'end' : 'nothing';
  }

  /** What comes next after a position, as much as a batch may have. If that is elsewhere, it is gone to. */
  batchAfter(position: Note | undefined): readonly SourceRows[] {
    if (!isSame(position, this.#begins)) this.#goTo(position);
    let rows = 0;
    const tooMany = this.#waiting.findIndex((each, i) => {
      rows += each.rows.length;
      return i > 0 && rows > this.#host.maxRows;
    });
    return tooMany < 0 ? [...this.#waiting] : this.#waiting.slice(0, tooMany);
  }

  /** So many of the first are committed. */
  done(count: number): void {
    for (const { rows, cursor } of this.#waiting.splice(0, count)) {
      this.#rows -= rows.length;
      this.#begins = cursor;
    }
    if (!this.#isFull() && !this.#hasRoom$.value) this.#hasRoom$.next(true);
  }

  #hear(rows: SourceRows): void {
    refuseOther(rows, this.#host.queryId);
    this.#waiting.push(rows);
    this.#rows += rows.rows.length;
    this.#reached = rows.cursor;
    this.#host.ring();
    if (!this.#isFull()) return;
    this.#hasRoom$.next(false);
    this.#leave$.next();
  }

  #end(): void {
    this.#ended = true;
    this.#host.ring();
  }

  #goTo(position: Note | undefined): void {
    this.#waiting.length = this.#rows = 0;
    this.#begins = this.#reached = position;
    this.#ended = false;
    // One that is being read is left; one that was left is gone on with.
    this.#leave$.next();
    this.#hasRoom$.next(true);
  }

  #isFull(): boolean {
    return this.#rows >= this.#host.maxRows;
  }
}

/** Both are plain data, and one is a copy of the other. */
const isSame = (one: Note | undefined, other: Note | undefined): boolean =>
  one === other || JSON.stringify(one) === JSON.stringify(other);

function refuseOther(rows: unknown, queryId: string): void {
  if (isRecord(rows) && rows['cursor'] !== undefined && Array.isArray(rows['rows'])) return;
  const expected = `expected the source of ${queryId} to emit { cursor, rows }`;
  throw new TypeError(`${expected}, got ${received(rows)}`);
}
