import type { Engine } from '../data/engine.ts';
import type { Slice } from '../data/slice.ts';
import type { MergeMode, WriteMode } from '../data/writeMode.ts';
import type { Entity } from '../definitions/entity.ts';
import type { Row } from '../definitions/frame.ts';
import type { CaseBody } from './engineCase.ts';
import { allOf, byId, order, rowsOf, same, write } from './engineChecks.ts';

const merge: MergeMode = { mode: 'merge', deleteWhen: { op: '<', column: 'amount', value: 0 } };

/** Writes of every kind: what each is given, and the rows after it. */
const steps: readonly (readonly [WriteMode, readonly Row[], readonly Row[]])[] = [
  [{ mode: 'append' }, [order(1), order(2), order(3)], [order(1), order(2), order(3)]],
  [merge, [order(1), order(2, 20), order(3, -1), order(4)], [order(1), order(2, 20), order(4)]],
  [{ mode: 'append' }, [order(5)], [order(1), order(2, 20), order(4), order(5)]],
  [{ mode: 'replace', by: ['name'] }, [order(4, 40)], [order(1), order(2, 20), order(4, 40), order(5)]],
  [{ mode: 'overwrite' }, [order(2, 21), order(7)], [order(2, 21), order(7)]],
  [merge, [order(2, -1), order(7, 70)], [order(7, 70)]],
];

/** Takes all steps, and gives the version that each of them made, after the one before all. */
async function taken(engine: Engine, entity: Entity): Promise<readonly number[]> {
  const versions: number[] = [];
  for (const [mode, rows] of steps) {
    const { version = 0, versionBefore = 0 } = await write(engine, entity, [rows], mode);
    if (versions.length === 0) versions.push(versionBefore);
    versions.push(version);
  }
  return versions;
}

/** Changes in the order of versions, and by id within each. */
async function changesOf(engine: Engine, entity: Entity, slice: Slice): Promise<readonly Row[]> {
  const rows = (await allOf(engine.read(entity, slice).rows())).flat();
  const versions = [...new Set(rows.map((row) => row['_version']))];
  return versions.flatMap((version) => byId(rows.filter((row) => row['_version'] === version)));
}

/** The rows that changes make of others; rows are told apart by their values. */
function replayed(rows: readonly Row[], changes: readonly Row[]): readonly Row[] {
  const kept = new Map(rows.map((row) => [String(row['id']), row]));
  const [gone, come] = [changes.filter(isDeletion), changes.filter((row) => !isDeletion(row))];
  for (const { id } of gone) kept.delete(String(id));
  for (const { _change, _version, ...row } of come) kept.set(String(row['id']), row);
  return byId([...kept.values()]);
}

const isDeletion = ({ _change }: Row) => _change === 'delete';

/** Earlier versions, and what happened between them, over writes of every kind. */
export const engineChangeCases: readonly CaseBody[] = [
  {
    name: 'versions: each can be read as it was, over writes of every kind',
    needs: ['versions', 'timeTravel'],
    body: async ({ engine, orders }) => {
      const versions = await taken(engine, orders);
      const [before, ...after] = versions;
      const at = (version = 0) => rowsOf(engine, orders, { kind: 'rows', version });
      same('rows before all', await at(before), []);
      for (const [i, version] of after.entries())
        same(`rows after step ${i + 1}`, await at(version), steps[i]?.[2]);
      const some = { kind: 'rows', version: after[1] ?? 0 } as const;
      const where = { op: '>', column: 'amount', value: 3 } as const;
      same(
        'rows of an earlier version where amount > 3',
        await rowsOf(engine, orders, { ...some, where }),
        [order(2, 20), order(4)],
      );
    },
  },
  {
    name: 'changes: tell what each write did, in the order of versions',
    needs: ['versions', 'changeFeed'],
    body: async ({ engine, orders }) => {
      const [after = 0, ...versions] = await taken(engine, orders);
      const told = (step: number, change: string, ...rows: readonly Row[]) =>
        rows.map((row) => ({ ...row, _change: change, _version: versions[step] }));
      const changes = await changesOf(engine, orders, { kind: 'changes', after: versions[0] ?? after });
      const kinds = changes.map((row) => `${row['_version']} ${row['_change']}`);
      same('changes of the merge', changes.slice(0, 3), [
        ...told(1, 'update', order(2, 20)),
        ...told(1, 'delete', order(3)),
        ...told(1, 'insert', order(4)),
      ]);
      same('changes of the append', changes.slice(3, 4), told(2, 'insert', order(5)));
      same('changes of the last merge', changes.slice(-2), [
        ...told(5, 'delete', order(2, 21)),
        ...told(5, 'update', order(7, 70)),
      ]);
      same('deletions of the overwrite', count(kinds, `${versions[4]} delete`), 4);
      same('insertions of the overwrite', count(kinds, `${versions[4]} insert`), 2);
      same('deletions of the replacement', count(kinds, `${versions[3]} delete`), 1);
      same('insertions of the replacement', count(kinds, `${versions[3]} insert`), 1);
    },
  },
  {
    name: 'changes: make of each version the next, and of any version any later one',
    needs: ['versions', 'changeFeed'],
    body: async ({ engine, orders }) => {
      const versions = await taken(engine, orders);
      const tables = [[], ...steps.map(([, , rows]) => rows)];
      for (const [from, after] of versions.entries())
        for (const [to, upTo] of versions.entries()) {
          if (to < from) continue;
          let rows: readonly Row[] = tables[from] ?? [];
          const changes = await changesOf(engine, orders, { kind: 'changes', after, upTo });
          for (const version of new Set(changes.map((row) => row['_version'])))
            rows = replayed(
              rows,
              changes.filter((row) => row['_version'] === version),
            );
          same(`rows of step ${to}, made of those of step ${from}`, rows, tables[to]);
        }
    },
  },
];

const count = (all: readonly string[], wanted: string) => all.filter((each) => each === wanted).length;
