import { concat, concatMap, defer, type OperatorFunction } from 'rxjs';

/** A line of a file, without its end. */
export interface Line {
  /** Counted from 1. */
  readonly line: number;
  /** At most `maxLine` bytes from its beginning. */
  readonly bytes: Buffer;
  readonly isCut: boolean;
}

/**
 * Splits chunks of bytes into lines, wherever the chunks end. Lines end with a newline and with nothing
 * else: other characters that end a line elsewhere may stand inside of a JSON text.
 *
 * - emits each line, the last one also when no newline follows it
 * - completes when the source completes
 * - errors when the source errors
 * - on unsubscribe, leaves the source; at most `maxLine` bytes and a chunk are held
 */
export function splitLines(maxLine: number): OperatorFunction<Buffer, Line> {
  return (chunks$) =>
    defer(() => {
      const splitter = new Splitter(maxLine);
      return concat(
        chunks$.pipe(concatMap((chunk) => splitter.push(chunk))),
        defer(() => splitter.rest()),
      );
    });
}

const NEWLINE = 0x0a;

class Splitter {
  #held: Buffer[] = [];
  #length = 0;
  #line = 0;

  constructor(private readonly maxLine: number) {}

  *push(chunk: Buffer): Generator<Line> {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      this.#hold(chunk.subarray(start, end));
      start = end + 1;
      yield this.#take();
    }
    this.#hold(chunk.subarray(start));
  }

  *rest(): Generator<Line> {
    if (this.#length > 0) yield this.#take();
  }

  #hold(bytes: Buffer): void {
    const room = this.maxLine - this.#length;
    if (room > 0 && bytes.length > 0) this.#held.push(bytes.subarray(0, room));
    this.#length += bytes.length;
  }

  #take(): Line {
    const taken = {
      line: ++this.#line,
      bytes: Buffer.concat(this.#held),
      isCut: this.#length > this.maxLine,
    };
    this.#held = [];
    this.#length = 0;
    return taken;
  }
}
