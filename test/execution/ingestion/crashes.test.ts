import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { concat, defer, type Observable, throwError } from 'rxjs';
import type { Engine } from '../../../lib/data/engine.ts';
import { memoryEngine } from '../../../lib/data/memory/memoryEngine.ts';
import type { FileStorage } from '../../../lib/data/storage/fileStorage.ts';
import { entity } from '../../../lib/definitions/entity.ts';
import { type FileAfter, ingestion } from '../../../lib/definitions/ingestion.ts';
import { memoryStorage } from '../../../lib/testing/memoryStorage.ts';
import { csv, idsIn, rowsIn, taken } from './support/taken.ts';

/** Which call fails, and whether what it was to do is done all the same. */
interface Crash {
  readonly at: number;
  readonly isDone: boolean;
}

/** Lets one call of many fail. */
function crashing({ at, isDone }: Crash) {
  let calls = 0;
  const crash = () => throwError(() => new Error(`crash at call ${at}`));
  const guarded = <T>(call$: Observable<T>): Observable<T> =>
    defer(() => {
      if (++calls !== at) return call$;
      return isDone ? concat(call$, crash()) : crash();
    });
  const engine = (made: Engine): Engine => ({
    ...made,
    write: (...given) => guarded(made.write(...given)),
    notes: (...given) => guarded(made.notes(...given)),
    note: (...given) => guarded(made.note(...given)),
    schema: (...given) => guarded(made.schema(...given)),
    transaction: (work) => guarded(made.transaction((inside) => work(engine(inside)))),
  });
  const storage = (made: FileStorage): FileStorage => ({
    ...made,
    list: (...given) => guarded(made.list(...given)),
    read: (...given) => guarded(made.read(...given)),
    write: (...given) => guarded(made.write(...given)),
    move: (...given) => guarded(made.move(...given)),
    delete: (...given) => guarded(made.delete(...given)),
  });
  return { engine, storage, hasCrashed: () => calls >= at };
}

interface Case {
  readonly files: readonly ('good' | 'bad' | 'partly')[];
  readonly after: FileAfter;
  readonly batchFiles: number;
  readonly isDeclared: boolean;
  readonly crash: Crash;
}

const cases: fc.Arbitrary<Case> = fc.record({
  files: fc.array(fc.constantFrom('good', 'good', 'partly', 'bad'), { minLength: 1, maxLength: 6 }),
  after: fc.constantFrom<FileAfter[]>('keep', 'delete', { move: 'done' }),
  batchFiles: fc.integer({ min: 1, max: 4 }),
  isDeclared: fc.boolean(),
  crash: fc.record({ at: fc.integer({ min: 1, max: 80 }), isDone: fc.boolean() }),
});

const contents = { good: csv('_1', '_2'), partly: 'id,amount\n_1,1\n_2,much\n', bad: 'id,amount\n_1,"1\n' };

function setUp({ files, after, batchFiles, isDeclared }: Case) {
  const schema = { id: 'varchar', amount: 'double' };
  const to = entity('bronze.orders', isDeclared ? { schema } : {});
  const rejects = entity('bronze.orders__rejects');
  const one = ingestion('orders', {
    ...{ path: 'in', pattern: '*.csv', to, after, batchFiles, onBadRows: 'reject' as const },
    // What a sample shows would depend on which file comes first.
    ...(isDeclared ? {} : { columns: schema }),
  });
  const storage = memoryStorage();
  files.forEach((kind, i) => {
    storage.put(`in/f${i}.csv`, contents[kind].replaceAll('_', `f${i}.`));
  });
  return { to, rejects, one, storage, engine: memoryEngine() };
}

/** What has to be there at the end, whatever happened in between. */
function expected({ files, after }: Case) {
  const named = files.map((kind, i) => ({ kind, name: `f${i}` }));
  const good = named.filter(({ kind }) => kind !== 'bad').map(({ name }) => name);
  const bad = named
    .filter(({ kind }) => kind === 'bad')
    .map(({ name }) => `_quarantine/orders/${name}.csv`);
  const kept =
    after === 'delete' ? [] : good.map((name) => `${after === 'keep' ? 'in' : 'done'}/${name}.csv`);
  return {
    ids: named.flatMap(({ kind, name }) =>
      kind === 'bad' ? [] : kind === 'good' ? [`${name}.1`, `${name}.2`] : [`${name}.1`],
    ),
    rejected: named.flatMap(({ kind, name }) => (kind === 'partly' ? [`in/${name}.csv`] : [])),
    paths: [...kept, ...bad, ...bad.map((path) => `${path}.reason.json`)].sort(),
  };
}

const rowsOrNone = <T>(read: () => T[]): T[] => {
  try {
    return read();
  } catch (error) {
    // Where no row came, there is no table.
    if ((error as { errorClass?: string }).errorClass === 'not_found') return [];
    throw error;
  }
};

describe('ingest that breaks off', () => {
  it('loses nothing and takes in nothing twice, wherever engine or storage fail', () => {
    let crashes = 0;
    const check = (given: Case) => {
      const { to, rejects, one, storage, engine } = setUp(given);
      const { engine: broken, storage: faulty, hasCrashed } = crashing(given.crash);
      const first = taken([one], { engine: broken(engine), storage: faulty(storage) });
      // What was done before it failed may not be waited for, as the rest of a bad file.
      if (!hasCrashed()) expect(first.status).toBe('succeeded');
      if (first.status === 'failed') crashes++;
      expect(taken([one], { engine, storage }).status).toBe('succeeded');
      const { ids, rejected, paths } = expected(given);
      expect(rowsOrNone(() => idsIn(engine, to))).toEqual(ids);
      expect(rowsOrNone(() => rowsIn(engine, rejects).map((row) => row['file']))).toEqual(rejected);
      expect(storage.paths()).toEqual(paths);
    };
    fc.assert(fc.property(cases, check), { numRuns: 150 });
    expect(crashes).toBeGreaterThan(30);
  });
});
