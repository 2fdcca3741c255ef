import { isUtf8 } from 'node:buffer';
import { open } from 'node:fs/promises';
import type { CsvFormat } from '../../../definitions/fileFormat.ts';

/**
 * How a CSV file is to be read. `padded` and `strict`: by DuckDB, with a column more than there are, and without.
 * `text`: as `textFiles` does, because DuckDB would pass over something, or take it for something else.
 */
export type CsvWay = 'padded' | 'strict' | 'text';

/** What the bytes of a CSV file show. */
export interface CsvSurvey {
  readonly way: CsvWay;
  /** Whether a quoted field may hold line ends, so that the file cannot be read at several places at once. */
  readonly hasLineEnds: boolean;
  /** Its beginning, as a text. */
  readonly head: string;
}

/** How much of a file is looked at together. */
const PIECE = 2 ** 20;
const HEAD = 2 ** 16;

/** Looks at all bytes of a file, without making anything of them. */
export async function csvSurvey(location: string, format: CsvFormat): Promise<CsvSurvey> {
  const handle = await open(location);
  try {
    const look = new Look(format);
    const buffer = Buffer.allocUnsafe(PIECE);
    let head = '';
    let kept = 0;
    for (let position = 0; look.isPlain; ) {
      const { bytesRead } = await handle.read(buffer, kept, PIECE - kept, position);
      if (position === 0) head = textOf(buffer.subarray(0, Math.min(bytesRead, HEAD)));
      position += bytesRead;
      const all = buffer.subarray(0, kept + bytesRead);
      if (bytesRead === 0) {
        look.take(all);
        break;
      }
      const end = all.lastIndexOf(LF) + 1;
      // A line that does not end within so much is nothing to be clever about.
      if (end === 0 && all.length === PIECE) look.giveUp();
      if (end > 0) look.take(all.subarray(0, end));
      kept = all.copy(buffer, 0, end);
    }
    return { way: look.way, hasLineEnds: look.hasLineEnds, head };
  } finally {
    await handle.close();
  }
}

const textOf = (bytes: Buffer) => bytes.toString('utf8').replace(/^\uFEFF/, '');

const LF = 10;
const CR = 13;

/** What was seen so far. Pieces end with a line, or with the file; a quoted field may go on in the next. */
class Look {
  hasLineEnds = false;
  #isOdd = false;
  #isInside = false;
  #hasEmptyQuotes = false;
  #endsWithDelimiter = false;
  #hasQuotes = false;
  #ends: 'lf' | 'crlf' | undefined;
  readonly #delimiter: number;
  readonly #quote: number;
  readonly #isUsual: boolean;

  constructor({ delimiter = ',', quote = '"', nulls = [''] }: CsvFormat) {
    this.#delimiter = delimiter.charCodeAt(0);
    this.#quote = quote.charCodeAt(0);
    this.#isUsual = nulls.length === 1 && nulls[0] === '';
    this.#isOdd =
      delimiter.length !== 1 || quote.length !== 1 || this.#delimiter > 127 || this.#quote > 127;
  }

  get isPlain(): boolean {
    return !this.#isOdd;
  }

  get way(): CsvWay {
    if (this.#isOdd || this.#isInside) return 'text';
    if (!this.#hasQuotes) return 'padded';
    // A text in quotes is a text, also one that stands for no value without them.
    if (!this.#isUsual) return 'text';
    if (!this.#hasEmptyQuotes) return 'padded';
    return this.#endsWithDelimiter ? 'text' : 'strict';
  }

  giveUp(): void {
    this.#isOdd = true;
  }

  take(piece: Buffer): void {
    if (piece.length === 0) return;
    if (!isUtf8(piece) || piece.includes(0) || !this.#endAlike(piece)) this.#isOdd = true;
    else if (this.#isInside || piece.includes(this.#quote)) this.#fields(piece);
    this.#endsWithDelimiter ||=
      piece.includes(Buffer.from([this.#delimiter, LF])) ||
      piece.includes(Buffer.from([this.#delimiter, CR])) ||
      piece.at(-1) === this.#delimiter;
  }

  /** Whether all lines end in the same way. */
  #endAlike(piece: Buffer): boolean {
    const cr = piece.indexOf(CR);
    if (cr < 0) {
      if (!piece.includes(LF)) return true;
      this.#ends ??= 'lf';
      return this.#ends === 'lf';
    }
    this.#ends ??= 'crlf';
    if (this.#ends !== 'crlf') return false;
    for (let at = piece.indexOf(LF), from = cr; at >= 0 || from >= 0; ) {
      if (at < 0 || from + 1 !== at) return false;
      from = piece.indexOf(CR, at);
      at = piece.indexOf(LF, at + 1);
    }
    return true;
  }

  /** Goes from quote to quote: each opens a field at its beginning, or closes one at its end, or is one of two. */
  #fields(piece: Buffer): void {
    this.#hasQuotes = true;
    let line = piece.indexOf(LF);
    for (let at = 0; ; ) {
      if (!this.#isInside) {
        const opening = piece.indexOf(this.#quote, at);
        if (opening < 0) return;
        if (opening > 0 && !this.#isBorder(piece[opening - 1])) {
          this.giveUp();
          return;
        }
        this.#isInside = true;
        at = opening + 1;
      }
      const start = at;
      let closing = piece.indexOf(this.#quote, at);
      while (closing >= 0 && piece[closing + 1] === this.#quote)
        closing = piece.indexOf(this.#quote, closing + 2);
      while (line >= 0 && line < start) line = piece.indexOf(LF, start);
      if (line >= 0 && (closing < 0 || line < closing)) this.hasLineEnds = true;
      if (closing < 0) return;
      if (closing === start) this.#hasEmptyQuotes = true;
      if (closing + 1 < piece.length && !this.#isBorder(piece[closing + 1])) {
        this.giveUp();
        return;
      }
      this.#isInside = false;
      at = closing + 1;
    }
  }

  #isBorder(byte: number | undefined): boolean {
    return byte === this.#delimiter || byte === LF || byte === CR;
  }
}
