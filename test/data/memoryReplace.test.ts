import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { memoryEngine } from '../../lib/data/memory/memoryEngine.ts';
import type { Row } from '../../lib/definitions/frame.ts';
import { entityOf } from './support/entityOf.ts';
import { now } from './support/now.ts';

const sales = entityOf('sales', { schema: { day: 'string', shop: 'number', n: 'number' } });

const row = fc.record({
  day: fc.constantFrom('mon', 'tue', null),
  shop: fc.constantFrom(1, 2, null),
  n: fc.nat(9),
});
const by = fc.constantFrom(['day'], ['shop'], ['day', 'shop'], ['shop', 'day']);
const writes = fc.array(fc.record({ rows: fc.array(row, { maxLength: 4 }), by }), { maxLength: 8 });

const groupOf = (each: Row, columns: readonly string[]) =>
  JSON.stringify(columns.map((column) => each[column]));

/** The table after a replacement, worked out from the one before. */
function replaced(
  before: readonly Row[],
  rows: readonly Row[],
  columns: readonly string[],
): readonly Row[] {
  const groups = new Set(rows.map((each) => groupOf(each, columns)));
  return [...before.filter((each) => !groups.has(groupOf(each, columns))), ...rows];
}

const sorted = (rows: readonly Row[]) =>
  rows.map((each) => JSON.stringify(each, ['day', 'shop', 'n'])).sort();

describe('replace in memory', () => {
  it('leaves what is of other groups, puts what is given, and counts both', () => {
    fc.assert(
      fc.property(writes, fc.integer({ min: 1, max: 3 }), (all, batchSize) => {
        const engine = memoryEngine();
        now(engine.ensure(sales));
        let table: readonly Row[] = [];
        for (const { rows, by: columns } of all) {
          const batches = Array.from({ length: Math.ceil(rows.length / batchSize) }, (_, i) =>
            rows.slice(i * batchSize, (i + 1) * batchSize),
          );
          const result = now(engine.write(sales, batches, { mode: 'replace', by: columns })).at(-1);
          const next = replaced(table, rows, columns);
          const deleted = table.length + rows.length - next.length;

          expect(result).toMatchObject({
            rowsWritten: rows.length,
            inserted: rows.length,
            updated: 0,
            deleted,
          });
          expect(sorted(now(engine.read(sales).rows()).flat())).toEqual(sorted(next));
          table = next;
        }
      }),
    );
  });
});
