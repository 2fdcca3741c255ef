import type { Shape } from '../tables/shape.ts';
import type { Known } from './known.ts';

/** How a transaction sees tables: as they were when it began, and as it has changed them. */
export class TablesSeen {
  readonly #found = new Map<string, Shape>();
  /** Those that it has changed. */
  readonly changed = new Map<string, Shape>();

  constructor(
    private readonly known: Known<Shape>,
    /** When it began; nothing where that is not known. */
    private readonly moment: number | undefined,
  ) {}

  /** A table, if it is known how it is. */
  shape(entityId: string): Shape | undefined {
    const own = this.changed.get(entityId) ?? this.#found.get(entityId);
    if (own || this.moment === undefined) return own;
    return this.known.at(this.moment, entityId);
  }

  /** The database was asked for a table that the transaction has not changed. */
  learn(shape: Shape): void {
    this.#found.set(shape.entityId, shape);
    if (this.moment !== undefined) this.known.learn(this.moment, shape.entityId, shape);
  }

  /** The transaction has changed a table. */
  change(shape: Shape): void {
    this.changed.set(shape.entityId, shape);
  }
}
