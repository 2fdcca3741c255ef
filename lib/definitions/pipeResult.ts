import type { ObservableInput } from 'rxjs';
import { type Batch, isColumnBatch } from './columnBatch.ts';
import { isFrame } from './frame.ts';
import type { Pipe } from './pipe.ts';
import { received } from './received.ts';
import { isSqlQuery } from './sqlValue.ts';

/** A pipe returned what is neither a query nor batches of rows. */
export class PipeResultError extends TypeError {
  override readonly name = 'PipeResultError';

  constructor(
    readonly pipeId: string,
    expected: string,
    received: string,
  ) {
    super(`expected ${pipeId} to return ${expected}, got ${received}`);
  }
}

/** What a pipe returned, as the stream it is to be. What is none is refused. */
export function streamed(result: unknown, pipe: Pipe): ObservableInput<Batch> {
  if (isStream(result)) return result as ObservableInput<Batch>;
  const expected = pipe.output ? 'a query or batches of rows' : NO_OUTPUT;
  throw new PipeResultError(pipe.id, expected, readable(result));
}

const NO_OUTPUT = 'work to be done, as it has no output';

function readable(result: unknown): string {
  if (isFrame(result)) return 'a frame; its rows are what rows() gives';
  if (isColumnBatch(result)) return 'one batch of columns; an array of them is expected';
  return isSqlQuery(result) ? 'a query' : received(result);
}

/** A text is a stream of its characters, but nobody means that. */
function isStream(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { then, subscribe } = value as { then?: unknown; subscribe?: unknown };
  return (
    typeof then === 'function' ||
    typeof subscribe === 'function' ||
    Symbol.iterator in value ||
    Symbol.asyncIterator in value ||
    'getReader' in value
  );
}
