import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { memoryEngine } from '../../lib/data/memory/memoryEngine.ts';
import type { WriteMode } from '../../lib/data/writeMode.ts';
import type { Row } from '../../lib/definitions/frame.ts';
import { failureOf } from '../support/failureOf.ts';
import { entityOf } from './support/entityOf.ts';
import { now } from './support/now.ts';

const numbers = entityOf('numbers', {
  schema: { id: 'number', n: 'number', batch: 'number' },
  keys: ['id'],
});
const deleteWhen = { op: '=', column: 'n', value: 0 } as const;

/** Keys once in each write, so that rows can be told apart by them; appends bring keys of their own. */
const step = fc.record({
  mode: fc.constantFrom<WriteMode>(
    { mode: 'append' },
    { mode: 'overwrite' },
    { mode: 'merge', deleteWhen },
    { mode: 'replace', by: ['id'] },
  ),
  rows: fc.uniqueArray(fc.record({ id: fc.nat(5), n: fc.nat(2) }), { selector: ({ id }) => id }),
});
const steps = fc.array(step, { maxLength: 12 });

const rowsFor = (
  { mode, rows }: { mode: WriteMode; rows: readonly { id: number; n: number }[] },
  i: number,
) => rows.map(({ id, n }) => ({ id: mode.mode === 'append' ? 100 * (i + 1) + id : id, n, batch: i }));

function replayed(rows: readonly Row[], changes: readonly Row[]): readonly Row[] {
  const kept = new Map(rows.map((row) => [row['id'], row]));
  for (const { _change, _version, ...row } of changes) {
    if (_change === 'delete') kept.delete(row['id']);
    else kept.set(row['id'], row);
  }
  return [...kept.values()];
}

const sorted = (rows: readonly Row[]) => [...rows].sort((a, b) => Number(a['id']) - Number(b['id']));

describe('versions in memory', () => {
  it('give the table when their changes are replayed from the beginning, and from any version on', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const engine = memoryEngine();
        now(engine.ensure(numbers));
        const tables = new Map<number, readonly Row[]>([[0, []]]);
        for (const [i, each] of all.entries()) {
          const result = now(engine.write(numbers, [rowsFor(each, i)], each.mode)).at(-1);
          if (result?.kind !== 'written') throw new Error('expected a result');
          tables.set(Number(result.version), sorted(now(engine.read(numbers).rows()).flat()));
        }
        const last = sorted(now(engine.read(numbers).rows()).flat());
        for (const [after, table] of tables) {
          const changes = now(engine.read(numbers, { kind: 'changes', after }).rows()).flat();
          const then = now(engine.read(numbers, { kind: 'rows', version: after }).rows()).flat();

          expect(sorted(then)).toEqual(table);
          expect(sorted(replayed(table, changes))).toEqual(last);
        }
      }),
    );
  });

  it('give the rows that came since each of them, however few of them are kept', () => {
    fc.assert(
      fc.property(steps, fc.integer({ min: 1, max: 4 }), (all, history) => {
        const [few, many] = [memoryEngine({ history }), memoryEngine()];
        for (const engine of [few, many]) {
          now(engine.ensure(numbers));
          for (const [i, each] of all.entries()) now(engine.write(numbers, [rowsFor(each, i)], each.mode));
        }
        const version = now(many.versions(['numbers']))[0]?.get('numbers') ?? 0;
        for (let since = 0; since <= version; since++) {
          const rowsOf = (engine: typeof few) =>
            sorted(now(engine.read(numbers, { kind: 'rows', since }).rows()).flat());
          const changes = now(many.read(numbers, { kind: 'changes', after: since }).rows()).flat();
          const come = replayed([], changes).map((row) => row['id']);

          expect(rowsOf(few)).toEqual(rowsOf(many));
          expect(rowsOf(many).map((row) => row['id'])).toEqual(come.sort((a, b) => Number(a) - Number(b)));
        }
      }),
    );
  });

  it('go when they ended before a time, and tell since when rows are there all the same', () => {
    let time = 0;
    const scheduler = {
      now: () => time,
      schedule: () => {
        throw new Error('expected nothing to be scheduled');
      },
    };
    const engine = memoryEngine({ scheduler });
    const write = (rows: readonly object[], mode: WriteMode) => {
      time += 10;
      now(engine.write(numbers, [rows], mode));
    };
    now(engine.ensure(numbers));
    write(
      [
        { id: 1, n: 1, batch: 0 },
        { id: 2, n: 1, batch: 0 },
      ],
      { mode: 'append' },
    );
    write([{ id: 1, n: 2, batch: 0 }], { mode: 'merge' });
    write([{ id: 3, n: 1, batch: 0 }], { mode: 'append' });
    const read = (slice: { version?: number; since?: number }) =>
      now(engine.read(numbers, { kind: 'rows', ...slice }).rows())
        .flat()
        .map(({ id }) => id);

    expect(now(engine.prune(25))).toEqual([{ entries: 2, rows: 1 }]);
    expect(failureOf(() => read({ version: 1 }))).toMatchObject({ errorClass: 'version_not_found' });
    expect(read({ version: 2 })).toEqual([1, 2]);
    expect([0, 1, 2, 3].map((since) => read({ since }))).toEqual([[1, 2, 3], [1, 3], [3], []]);
    expect(now(engine.prune(25))).toEqual([{ entries: 0, rows: 0 }]);
  });

  it('are let go outside of transactions alone', () => {
    const engine = memoryEngine();

    expect(failureOf(() => now(engine.transaction((inside) => inside.prune(1))))).toMatchObject({
      errorClass: 'unsupported',
    });
  });
});
