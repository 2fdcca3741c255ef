import type { CsvFormat } from '../../definitions/fileFormat.ts';
import { FileFault, type FileRecord, type RecordParser, refuseEndless } from './fileRecord.ts';

type Field = string | null;

/**
 * Finds the records of a CSV file as RFC 4180 has them, with any line ends. Empty lines are passed over. A field
 * that is not quoted may stand for no value (`nulls`); a quote inside of it is itself.
 */
export function csvRecords({ delimiter = ',', quote = '"', nulls = [''] }: CsvFormat): RecordParser {
  const scan = new CsvScan(delimiter.charCodeAt(0), quote, new Set(nulls));
  return (text, isLast) => scan.push(text, isLast);
}

const CR = 13;
const LF = 10;
const PENDING = -1;

/** Where a scan is. A record that is cut off by the end of a piece is scanned anew with the next. */
class CsvScan {
  #input = '';
  #isLast = false;
  #line = 1;
  /** Lines within the record. */
  #inner = 0;
  #fields: Field[] = [];
  #fault: string | undefined;
  readonly #quoteCode: number;

  constructor(
    private readonly delimiter: number,
    private readonly quote: string,
    private readonly nulls: ReadonlySet<string>,
  ) {
    this.#quoteCode = quote.charCodeAt(0);
  }

  push(text: string, isLast: boolean): FileRecord[] {
    this.#input += text;
    this.#isLast = isLast;
    const records: FileRecord[] = [];
    let at = 0;
    while (at < this.#input.length) {
      const end = this.#record(at);
      if (end === PENDING) break;
      const next = this.#afterLineEnd(end);
      if (next === PENDING) break;
      if (end > at) records.push(this.#taken(at, end));
      this.#line += this.#inner + 1;
      at = next;
    }
    this.#input = this.#input.slice(at);
    refuseEndless(this.#input, this.#line);
    return records;
  }

  #taken(at: number, end: number): FileRecord {
    const raw = this.#input.slice(at, end);
    const fault = this.#fault;
    return fault === undefined
      ? { line: this.#line, raw, value: this.#fields }
      : { line: this.#line, raw, value: undefined, fault };
  }

  /** The end of the record that begins here, before its line end. */
  #record(from: number): number {
    this.#fields = [];
    this.#inner = 0;
    this.#fault = undefined;
    for (let at = from; ; at++) {
      at = this.#input.charCodeAt(at) === this.#quoteCode ? this.#quoted(at) : this.#plain(at);
      if (at === PENDING || this.#input.charCodeAt(at) !== this.delimiter) return at;
    }
  }

  #plain(from: number): number {
    const end = this.#endOfField(from);
    if (end === PENDING) return PENDING;
    const text = this.#input.slice(from, end);
    this.#fields.push(this.nulls.has(text) ? null : text);
    return end;
  }

  #endOfField(from: number): number {
    const input = this.#input;
    for (let at = from; at < input.length; at++) {
      const code = input.charCodeAt(at);
      if (code === this.delimiter || code === LF || code === CR) return at;
    }
    return this.#isLast ? input.length : PENDING;
  }

  #quoted(from: number): number {
    const input = this.#input;
    let isDoubled = false;
    let close = input.indexOf(this.quote, from + 1);
    while (close >= 0 && input.charCodeAt(close + 1) === this.#quoteCode) {
      isDoubled = true;
      close = input.indexOf(this.quote, close + 2);
    }
    if (close < 0) return this.#unclosed();
    if (close + 1 === input.length && !this.#isLast) return PENDING;
    const text = input.slice(from + 1, close);
    for (let lf = text.indexOf('\n'); lf >= 0; lf = text.indexOf('\n', lf + 1)) this.#inner++;
    this.#fields.push(isDoubled ? text.replaceAll(this.quote + this.quote, this.quote) : text);
    return this.#afterQuote(close + 1);
  }

  #unclosed(): typeof PENDING {
    if (!this.#isLast) return PENDING;
    throw new FileFault(
      this.#line + this.#inner,
      'expected the end of a quoted field, got the end of the file',
      `field ${this.#fields.length + 1}`,
    );
  }

  /** What follows a closing quote is passed over up to the end of the line. */
  #afterQuote(at: number): number {
    const end = this.#endOfField(at);
    if (end === at || end === PENDING) return end;
    const field = this.#fields.length;
    this.#fault ??= `expected a delimiter or the end of the line after the quoted field ${field}, got ${JSON.stringify(this.#input.slice(at, end))}`;
    return end;
  }

  #afterLineEnd(at: number): number {
    const input = this.#input;
    if (at >= input.length) return input.length;
    if (input.charCodeAt(at) === LF) return at + 1;
    if (at + 1 === input.length && !this.#isLast) return PENDING;
    return input.charCodeAt(at + 1) === LF ? at + 2 : at + 1;
  }
}
