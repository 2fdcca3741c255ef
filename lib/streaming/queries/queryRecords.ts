import { DefinitionError } from '../../definitions/definitionError.ts';
import { problem } from '../../definitions/problem.ts';
import type { Query } from './query.ts';
import type { QueryRecord } from './queryRecord.ts';
import { UnknownQueryError } from './unknownQueryError.ts';

/** What is known of the queries of a set, in the order in which they were registered. */
export class QueryRecords {
  readonly #records = new Map<string, QueryRecord>();

  get all(): readonly QueryRecord[] {
    return [...this.#records.values()];
  }

  has(id: string): boolean {
    return this.#records.has(id);
  }

  /** The record of a query; refuses an id that nobody knows. */
  of(id: string): QueryRecord {
    const record = this.#records.get(id);
    if (!record) throw new UnknownQueryError(id, this.#records.keys());
    return record;
  }

  /** Takes a query in, and tells whether it is new; refuses another one with the same id. */
  add(query: Query, record: () => QueryRecord): boolean {
    const known = this.#records.get(query.id);
    if (known && known.query !== query)
      throw new DefinitionError(`query "${query.id}"`, [
        problem(query.id, 'there is another query with this id'),
      ]);
    if (!known) this.#records.set(query.id, record());
    return known === undefined;
  }

  delete(id: string): void {
    this.#records.delete(id);
  }
}
