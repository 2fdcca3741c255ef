import { isRecord } from '../../definitions/optionProblems.ts';
import { received } from '../../definitions/received.ts';
import { failureOf } from '../../signals/failureOf.ts';
import { FileFault, type FileRecord, type RecordParser, refuseEndless } from './fileRecord.ts';

/** Finds the objects in a file of which each line is one; empty lines are passed over. */
export function jsonLines(): RecordParser {
  let rest = '';
  let line = 1;
  return (text, isLast) => {
    const lines = (rest + text).split('\n');
    rest = isLast ? '' : (lines.pop() ?? '');
    refuseEndless(rest, line);
    return lines.flatMap((raw) => recordOf(raw.trim(), line++));
  };
}

/** Finds the objects in a file that is an array of them, without taking all of it into memory. */
export function jsonArray(): RecordParser {
  const scan = new ArrayScan();
  return (text, isLast) => scan.push(text, isLast);
}

function recordOf(raw: string, line: number): readonly FileRecord[] {
  if (raw === '') return [];
  try {
    const value: unknown = JSON.parse(raw);
    if (isRecord(value)) return [{ line, raw, value }];
    return [{ line, raw, value: undefined, fault: `expected an object, got ${received(value)}` }];
  } catch (error) {
    const fault = `expected JSON, got what is none: ${failureOf(error).error}`;
    return [{ line, raw, value: undefined, fault }];
  }
}

type Where = 'before' | 'within' | 'after';

/** Where a scan is. A member that is cut off by the end of a piece is scanned on with the next. */
class ArrayScan {
  #where: Where = 'before';
  #input = '';
  #line = 1;
  /** Where the member under way begins, and on which line. */
  #start = 0;
  #startLine = 1;
  #at = 0;
  #depth = 0;
  #isText = false;
  #records: FileRecord[] = [];

  push(text: string, isLast: boolean): readonly FileRecord[] {
    this.#input += text;
    this.#records = [];
    while (this.#at < this.#input.length) {
      const character = this.#input.charAt(this.#at);
      if (character === '\\' && this.#isText) {
        // What is escaped may only come with the next piece.
        if (this.#at + 1 === this.#input.length && !isLast) break;
        this.#at++;
      } else this.#take(character);
      this.#at++;
    }
    this.#input = this.#input.slice(this.#start);
    this.#at -= this.#start;
    this.#start = 0;
    refuseEndless(this.#input, this.#startLine);
    if (isLast && this.#where !== 'after') throw this.#unfinished();
    return this.#records;
  }

  #take(character: string): void {
    if (character === '\n') this.#line++;
    if (this.#isText) this.#isText = character !== '"';
    else if (this.#where === 'within') this.#inside(character);
    else this.#outside(character);
    if (this.#where !== 'within') this.#start = this.#at + 1;
  }

  #outside(character: string): void {
    if (character.trim() === '') return;
    if (this.#where === 'before' && character === '[') {
      this.#where = 'within';
      this.#begin();
      return;
    }
    const expected = this.#where === 'before' ? 'an array of objects' : 'nothing after the array';
    throw new FileFault(this.#line, `expected ${expected}, got ${JSON.stringify(character)}`);
  }

  #inside(character: string): void {
    if (character === '"') this.#isText = true;
    else if (character === '{' || character === '[') this.#depth++;
    else if (this.#depth > 0 && (character === '}' || character === ']')) this.#depth--;
    else if (this.#depth === 0 && character === ',') this.#member();
    else if (this.#depth === 0 && character === ']') {
      this.#member();
      this.#where = 'after';
    } else if (character === '\n' && this.#input.slice(this.#start, this.#at).trim() === '') this.#begin();
  }

  #member(): void {
    this.#records.push(...recordOf(this.#input.slice(this.#start, this.#at).trim(), this.#startLine));
    this.#begin();
  }

  #begin(): void {
    this.#start = this.#at + 1;
    this.#startLine = this.#line;
  }

  #unfinished(): FileFault {
    const expected = this.#where === 'before' ? 'an array of objects' : 'the end of the array';
    return new FileFault(this.#startLine, `expected ${expected}, got the end of the file`);
  }
}
