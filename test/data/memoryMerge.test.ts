import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { memoryEngine } from '../../lib/data/memory/memoryEngine.ts';
import type { MergeMode } from '../../lib/data/writeMode.ts';
import { entityOf } from './support/entityOf.ts';
import { now } from './support/now.ts';

interface Part {
  readonly site: string;
  readonly number: number;
  readonly note: string | null;
}

const parts = entityOf('parts', {
  schema: { site: 'string', number: 'number', note: 'string' },
  keys: ['site', 'number'],
});
const mode: MergeMode = { mode: 'merge', deleteWhen: { op: '=', column: 'note', value: 'gone' } };

const part: fc.Arbitrary<Part> = fc.record({
  site: fc.constantFrom('', 'a', 'b', 'a1', '1'),
  number: fc.constantFrom(0, 1, 11, -1, 0.5),
  note: fc.constantFrom('x', 'y', 'gone', null),
});
const idOf = ({ site, number }: Part) => JSON.stringify([site, number]);
const source = fc.uniqueArray(part, { selector: idOf, maxLength: 12 });

/** What a merge does, said as plainly as can be. */
function naive(table: readonly Part[], rows: readonly Part[]) {
  const counts = { inserted: 0, updated: 0, deleted: 0 };
  let result = [...table];
  for (const row of rows) {
    const same = result.filter((other) => idOf(other) === idOf(row));
    if (row.note === 'gone') {
      counts.deleted += same.length;
      result = result.filter((other) => idOf(other) !== idOf(row));
    } else if (same.length === 0) {
      counts.inserted += 1;
      result.push(row);
    } else {
      counts.updated += same.filter((other) => other.note !== row.note).length;
      result = result.map((other) => (idOf(other) === idOf(row) ? row : other));
    }
  }
  return { counts, result };
}

const sorted = (rows: readonly object[]) => rows.map((row) => JSON.stringify(row)).sort();

describe('merging in memory', () => {
  it('agrees with a model, merge after merge, whatever the batches', () => {
    const merges = fc.array(fc.tuple(source, fc.integer({ min: 1, max: 5 })), { maxLength: 6 });
    const check = (before: Part[], steps: [Part[], number][]) => {
      const engine = memoryEngine({ batchSize: 3 });
      now(engine.ensure(parts));
      now(engine.write(parts, [before], { mode: 'append' }));
      let table: readonly Part[] = before;
      for (const [rows, size] of steps) {
        const { counts, result } = naive(table, rows);
        const batches = Array.from({ length: Math.ceil(rows.length / size) }, (_, i) =>
          rows.slice(i * size, (i + 1) * size),
        );
        const told = now(engine.write(parts, batches, mode)).at(-1);
        expect(told).toMatchObject({ ...counts, rowsWritten: rows.length });
        expect(sorted(now(engine.read(parts).rows()).flat())).toEqual(sorted(result));
        table = result;
      }
    };

    fc.assert(fc.property(fc.array(part, { maxLength: 12 }), merges, check), { numRuns: 300 });
  });

  it('tells changes from which the table can be made again', () => {
    const check = (before: Part[], steps: Part[][]) => {
      const engine = memoryEngine();
      const copy = memoryEngine();
      for (const each of [engine, copy]) now(each.ensure(parts));
      now(engine.write(parts, [before], { mode: 'merge' }));
      now(copy.write(parts, [before], { mode: 'merge' }));
      for (const rows of steps) {
        const after = now(engine.versions(['parts']))[0]?.get('parts') ?? 0;
        now(engine.write(parts, [rows], mode));
        now(
          copy.write(parts, engine.read(parts, { kind: 'changes', after }), {
            mode: 'merge',
            deleteWhen: { op: '=', column: '_change', value: 'delete' },
            markers: ['_change', '_version'],
          }),
        );
        const [mine, theirs] = [engine, copy].map((each) => sorted(now(each.read(parts).rows()).flat()));
        expect(theirs).toEqual(mine);
      }
    };

    fc.assert(fc.property(source, fc.array(source, { maxLength: 4 }), check));
  });

  it('leaves the table as it was when a key comes twice, wherever', () => {
    const check = (before: Part[], rows: Part[], at: number) => {
      const engine = memoryEngine();
      now(engine.ensure(parts));
      now(engine.write(parts, [before], { mode: 'append' }));
      const [again] = rows;
      const bad = again ? [...rows.slice(0, at), again, ...rows.slice(at)] : rows;
      if (again) expect(() => now(engine.write(parts, [bad], mode))).toThrow('expected each key once');
      expect(now(engine.read(parts).rows()).flat()).toEqual(before);
    };

    fc.assert(fc.property(fc.array(part, { maxLength: 5 }), source, fc.nat(12), check));
  });

  it('passes over a row that differs in ignored columns alone, and writes any other as a whole', () => {
    const engine = memoryEngine();
    const before = [
      { site: 'a', number: 1, note: 'x' },
      { site: 'b', number: 1, note: 'x' },
    ];
    const loose = entityOf('loose', { keys: ['site'] });
    now(engine.write(loose, [before], { mode: 'append' }, { ensure: true }));
    const rows = [
      { site: 'a', number: 1, note: 'y' },
      { site: 'b', number: 2, note: 'y' },
    ];
    const ignoring = { mode: 'merge', ignore: ['note', 'nothing'] } as const;
    expect(now(engine.write(loose, [rows], ignoring)).at(-1)).toMatchObject({
      inserted: 0,
      updated: 1,
      deleted: 0,
    });
    expect(now(engine.read(loose).rows())).toEqual([[before[0], rows[1]]]);
    const [written] = now(engine.write(loose, [[rows[0] as object]], ignoring)).slice(-1);
    expect(written).toMatchObject({ updated: 0, version: 2, versionBefore: 2 });
  });
});
