import { type ColumnBatch, type ColumnValues, columnBatch } from '../../../definitions/columnBatch.ts';
import type { Row } from '../../../definitions/frame.ts';
import { EngineError } from '../../engineError.ts';
import type { DuckdbHost } from '../duckdbHost.ts';
import { frameError } from '../errors/frameError.ts';
import type { FrameSource } from './ownFrame.ts';
import { type Chunk, type Reading, reading } from './reading.ts';

/** How batches are made of what is read: as rows, or as columns. */
export interface BatchForm<B> {
  readonly of: (chunk: Chunk) => B;
  readonly length: (batch: B) => number;
  readonly slice: (batch: B, from: number, to: number) => B;
}

/** Batches of rows. */
export const asRows: BatchForm<readonly Row[]> = {
  of: ({ values, chunk }) => values.rowsOfChunk(chunk),
  length: (rows) => rows.length,
  slice: (rows, from, to) => rows.slice(from, to),
};

/** Batches of columns. */
export const asColumns: BatchForm<ColumnBatch> = {
  of: ({ values, chunk }) => values.columnsOfChunk(chunk),
  length: ({ rowCount }) => rowCount,
  slice: ({ columns }, from, to) =>
    columnBatch(
      Object.fromEntries(
        Object.entries(columns).map(([name, values]) => [name, values.slice(from, to) as ColumnValues]),
      ),
      to - from,
    ),
};

/** What a frame stands for, batch by batch, as it was when the cursor was made. */
export class BatchCursor<B> {
  readonly #opening: Promise<Reading>;
  readonly #size: number;
  #left: { readonly batch: B; readonly from: number } | undefined;
  readonly #aborter = new AbortController();

  constructor(
    source: FrameSource,
    host: DuckdbHost,
    private readonly form: BatchForm<B>,
    batchSize = host.batchSize,
  ) {
    this.#size = batchSize;
    this.#opening = this.#open(source, host);
    // Whoever asks for a batch is told.
    this.#opening.catch(() => {});
  }

  /** The next batch; nothing at the end. */
  async next(): Promise<B | undefined> {
    try {
      const left = this.#left ?? (await this.#more());
      if (left === undefined) this.close();
      return left && this.#cut(left);
    } catch (error) {
      this.close();
      throw frameError(error);
    }
  }

  /** Lets go of the connection; what is under way is stopped. */
  close(): void {
    if (this.#aborter.signal.aborted) return;
    this.#aborter.abort();
    this.#opening.then(
      (reading) => reading.close(),
      () => {},
    );
  }

  #cut({ batch, from }: { readonly batch: B; readonly from: number }): B {
    const length = this.form.length(batch);
    const to = Math.min(length, from + this.#size);
    this.#left = to < length ? { batch, from: to } : undefined;
    return from === 0 && to === length ? batch : this.form.slice(batch, from, to);
  }

  async #more() {
    const chunk = await (await this.#opening).next();
    return chunk && { batch: this.form.of(chunk), from: 0 };
  }

  async #open(source: FrameSource, host: DuckdbHost): Promise<Reading> {
    if (!(this.#size >= 1))
      throw new EngineError('invalid', `expected a batchSize of at least 1, got ${this.#size}`);
    return await reading(source, host, this.#aborter.signal);
  }
}
