import type { DuckDBAppender, DuckDBValue } from '@duckdb/node-api';
import { DuckDBTimestampValue } from '@duckdb/node-api';
import type { Row } from '../../../definitions/frame.ts';
import type { Columns } from '../../../definitions/schema.ts';
import { quoted } from '../quoted.ts';
import type { Session } from '../session.ts';

export class Stager {
  rows = 0;
  #appender: DuckDBAppender | undefined;
  constructor(
    private readonly session: Session,
    readonly table: string,
    readonly columns: Columns,
  ) {}
  async begin(): Promise<void> {
    await this.session.run(
      `create or replace temp table ${quoted(this.table)} (${Object.entries(this.columns)
        .map(([n, t]) => `${quoted(n)} ${t}`)
        .join(', ')})`,
    );
    this.#appender = await this.session.connection.createAppender(this.table, 'main', 'temp');
  }
  take(batch: readonly Row[]): void {
    const a = this.#appender as DuckDBAppender;
    const names = Object.keys(this.columns);
    for (const row of batch) {
      names.forEach((n, i) => {
        const v = row[n] ?? null;
        if (v === null) a.appendNull();
        else if (v instanceof Date)
          a.appendTimestamp(new DuckDBTimestampValue(BigInt(v.getTime()) * 1000n));
        else a.appendValue(v as DuckDBValue, a.columnType(i));
      });
      a.endRow();
      this.rows += 1;
    }
  }
  finish(): void {
    this.#appender?.closeSync();
  }
}
