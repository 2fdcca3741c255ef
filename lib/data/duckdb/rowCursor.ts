import type { Row } from '../../definitions/frame.ts';
import { EngineError } from '../engineError.ts';
import type { DuckdbHost } from './duckdbHost.ts';
import { engineErrorOf } from './engineErrorOf.ts';
import type { FrameSource } from './ownFrame.ts';
import { type Reading, reading } from './reading.ts';

/** The rows of a frame, batch by batch, as they were when it was made. */
export class RowCursor {
  readonly #opening: Promise<Reading>;
  #reading: Reading | undefined;
  #left: readonly Row[] = [];
  #isClosed = false;
  #isDone = false;

  constructor(
    source: FrameSource,
    private readonly host: DuckdbHost,
    private readonly batchSize = host.batchSize,
  ) {
    this.#opening = this.#open(source);
    // Whoever asks for rows is told.
    this.#opening.catch(() => {});
  }

  /** The next batch; nothing at the end. */
  async next(): Promise<readonly Row[] | undefined> {
    try {
      this.#reading ??= await this.#opening;
      while (this.#left.length < this.batchSize && !this.#isDone) {
        const more = await this.#reading.next();
        if (more === undefined) this.#isDone = true;
        else this.#left = this.#left.length === 0 ? more : [...this.#left, ...more];
        if (this.#left.length >= this.batchSize) break;
        if (this.#left.length > 0 && this.batchSize >= this.host.batchSize) break;
      }
    } catch (error) {
      this.close();
      throw engineErrorOf(error);
    }
    if (this.#left.length === 0) {
      this.close();
      return undefined;
    }
    const batch = this.#left.slice(0, this.batchSize);
    this.#left = this.#left.slice(this.batchSize);
    return batch;
  }

  /** Lets go of the connection; what is under way is stopped. */
  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#opening.then(
      (reading) => reading.close(),
      () => {},
    );
  }

  async #open(source: FrameSource): Promise<Reading> {
    if (!(this.batchSize >= 1))
      throw new EngineError('invalid', `expected a batchSize of at least 1, got ${this.batchSize}`);
    return await reading(source, this.host, () => this.#isClosed);
  }
}
