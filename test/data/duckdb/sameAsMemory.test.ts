import { afterAll, describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import { filter, lastValueFrom, reduce } from 'rxjs';
import { duckdbEngine } from '../../../lib/data/duckdb/duckdbEngine.ts';
import type { Engine } from '../../../lib/data/engine.ts';
import { memoryEngine } from '../../../lib/data/memory/memoryEngine.ts';
import type { Slice } from '../../../lib/data/slice.ts';
import type { Written } from '../../../lib/data/write.ts';
import type { WriteMode } from '../../../lib/data/writeMode.ts';
import { type Entity, entity } from '../../../lib/definitions/entity.ts';
import type { Row } from '../../../lib/definitions/frame.ts';

/** These wait for a database. */
jest.setTimeout(120_000);

const engine = duckdbEngine(':memory:', { threads: 1, copies: 100 });
afterAll(() => lastValueFrom(engine.close()));

interface Step {
  readonly mode: 'append' | 'overwrite' | 'merge' | 'replace';
  readonly rows: readonly Row[];
}

const modes: Readonly<Record<Step['mode'], WriteMode>> = {
  append: { mode: 'append' },
  overwrite: { mode: 'overwrite' },
  merge: { mode: 'merge', deleteWhen: { op: '=', column: 'n', value: 0 } },
  replace: { mode: 'replace', by: ['part'] },
};

/** Rows of keys that differ within one write; those that are appended have keys that no other write has. */
const steps = fc
  .array(
    fc.record({
      mode: fc.constantFrom<Step['mode']>('append', 'overwrite', 'merge', 'replace'),
      rows: fc.uniqueArray(fc.record({ id: fc.nat(6), part: fc.constantFrom('a', 'b'), n: fc.nat(2) }), {
        maxLength: 4,
        selector: ({ id }) => id,
      }),
    }),
    { minLength: 1, maxLength: 6 },
  )
  .map((all) =>
    all.map(({ mode, rows }, i): Step => {
      const isApart = mode === 'append' || mode === 'replace';
      return { mode, rows: isApart ? rows.map((row) => ({ ...row, id: 100 * (i + 1) + row.id })) : rows };
    }),
  );

async function write(to: Engine, of: Entity, { mode, rows }: Step) {
  const events$ = to.write(of, [rows], modes[mode], { ensure: true });
  const { inserted, updated, deleted, version } = await lastValueFrom(
    events$.pipe(filter((event): event is Written => event.kind === 'written')),
  );
  return { inserted, updated, deleted, version };
}

const rowsOf = (from: Engine, of: Entity, slice?: Slice): Promise<readonly string[]> =>
  lastValueFrom(
    from
      .read(of, slice)
      .rows()
      .pipe(
        reduce((all, rows) => [...all, ...rows.map((row) => JSON.stringify(sorted(row)))], [] as string[]),
      ),
  ).then((all) => all.toSorted());

const sorted = (row: Row) => Object.entries(row).toSorted(([one], [other]) => (one < other ? -1 : 1));

describe('duckdbEngine', () => {
  it('gives the same counts, rows, versions and changes as memoryEngine, whatever is written', async () => {
    let turn = 0;
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        turn += 1;
        const of = entity(`t.rows${turn}`, {
          ...{ schema: { id: 'double', part: 'text', n: 'double' }, keys: ['id'] },
        });
        const memory = memoryEngine({ history: 100 });
        for (const step of all)
          expect(await write(engine, of, step)).toEqual(await write(memory, of, step));
        const last = (await lastValueFrom(memory.versions([of.id]))).get(of.id) ?? 0;
        for (let version = 0; version <= last; version++) {
          const slices: readonly Slice[] = [
            { kind: 'rows', version },
            { kind: 'rows', since: version },
            { kind: 'changes', after: version },
          ];
          for (const slice of slices)
            expect([version, slice.kind, await rowsOf(engine, of, slice)]).toEqual([
              ...[version, slice.kind, await rowsOf(memory, of, slice)],
            ]);
        }
      }),
      { numRuns: 25 },
    );
  });
});
