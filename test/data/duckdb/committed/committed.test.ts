import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { Committed } from '../../../../lib/data/duckdb/committed/committed.ts';
import type { Shape } from '../../../../lib/data/duckdb/tables/shape.ts';

/** A database that says when it is asked, and answers when it is told to. */
function database(versions: Record<string, number>) {
  const asked: string[][] = [];
  const ask = async (ids: readonly string[]) => {
    asked.push([...ids]);
    const answer = new Map(ids.flatMap((id) => (id in versions ? [[id, versions[id] as number]] : [])));
    await undefined;
    return answer;
  };
  return { asked, ask, versions };
}

/** A table at a version. */
const shape = (entityId: string, version: number, isDropped = false): Shape => ({
  ...{ entityId, version, isDropped },
  ...{
    rowsNumber: 1,
    columns: { id: 'BIGINT' },
    oldest: 0,
    isKept: false,
    together: undefined,
    replaced: [],
  },
});

const at = (versions: Record<string, number>) => ({
  tables: new Map(Object.entries(versions).map(([id, version]) => [id, shape(id, version)])),
  notes: new Map(),
});

const nothing = async () => undefined;

describe('Committed', () => {
  it('asks for each once, and each time for what has no table', async () => {
    const { asked, ask } = database({ a: 1, b: 2 });
    const committed = new Committed();
    expect(await committed.versions.of(['a'], ask)).toEqual(new Map([['a', 1]]));
    expect(await committed.versions.of(['a', 'b', 'c'], ask)).toEqual(
      new Map([
        ['a', 1],
        ['b', 2],
      ]),
    );
    expect(await committed.versions.of(['b', 'a'], ask)).toEqual(
      new Map([
        ['b', 2],
        ['a', 1],
      ]),
    );
    await committed.versions.of(['c'], ask);
    expect(asked).toEqual([['a'], ['b', 'c'], ['c']]);
  });

  it('knows what a commit has changed', async () => {
    const { asked, ask, versions } = database({ a: 1, b: 2 });
    const committed = new Committed();
    await committed.versions.of(['a', 'b'], ask);
    await committed.during(at({ a: 5 }), async () => {
      versions['a'] = 5;
    });
    expect(await committed.versions.of(['a', 'b'], ask)).toEqual(
      new Map([
        ['a', 5],
        ['b', 2],
      ]),
    );
    expect(asked).toEqual([['a', 'b']]);
  });

  it('asks for all at once in the midst of a commit, and remembers none of it', async () => {
    const { asked, ask, versions } = database({ a: 1, b: 1, c: 1 });
    const committed = new Committed();
    await committed.versions.of(['a', 'b', 'c'], ask);
    await committed.during(at({ a: 2, b: 2 }), async () => {
      expect(await committed.versions.of(['a', 'b', 'c'], ask)).toEqual(
        new Map([
          ['a', 1],
          ['b', 1],
          ['c', 1],
        ]),
      );
      Object.assign(versions, { a: 2, b: 2 });
    });
    expect(await committed.versions.of(['a'], ask)).toEqual(new Map([['a', 2]]));
    expect(asked.slice(1)).toEqual([['a', 'b', 'c']]);
  });

  it('asks for all again when a commit came while it asked for some', async () => {
    const { asked, ask, versions } = database({ a: 1, b: 1 });
    const committed = new Committed();
    await committed.versions.of(['a'], ask);
    const answer = committed.versions.of(['a', 'b'], ask);
    await committed.during(at({ a: 2, b: 2 }), async () => {
      Object.assign(versions, { a: 2, b: 2 });
    });
    expect(await answer).toEqual(
      new Map([
        ['a', 2],
        ['b', 2],
      ]),
    );
    expect(asked).toEqual([['a'], ['b'], ['a', 'b']]);
  });

  it('is sound again after a commit that failed', async () => {
    const { asked, ask } = database({ a: 1 });
    const committed = new Committed();
    const failing = committed.during(at({ a: 2 }), () => Promise.reject(new Error('broken')));
    await expect(failing).rejects.toThrow('broken');
    await committed.versions.of(['a'], ask);
    await committed.versions.of(['a'], ask);
    expect(asked).toEqual([['a']]);
  });

  it('has no version of a table that was dropped', async () => {
    const { asked, ask } = database({});
    const committed = new Committed();
    await committed.during({ tables: new Map([['a', shape('a', 3, true)]]), notes: new Map() }, nothing);
    expect(await committed.versions.of(['a'], ask)).toEqual(new Map());
    expect(asked).toEqual([['a']]);
  });

  it('shows a transaction tables as they were when it began', async () => {
    const committed = new Committed();
    await committed.during(at({ a: 1 }), nothing);
    const before = (await committed.moments.of(nothing)) as number;
    await committed.during(at({ a: 2 }), nothing);
    const after = (await committed.moments.of(nothing)) as number;
    expect(committed.tables.at(before, 'a')).toBeUndefined();
    expect(committed.tables.at(after, 'a')?.version).toBe(2);
    committed.tables.learn(before, 'a', shape('a', 1));
    expect(committed.tables.at(after, 'a')?.version).toBe(2);
    committed.tables.learn(before, 'b', shape('b', 7));
    expect(committed.tables.at(after, 'b')?.version).toBe(7);
  });

  it('does not know what a transaction sees that begins in the midst of a commit, or that one comes into', async () => {
    const committed = new Committed();
    await committed.during(at({ a: 1 }), async () => {
      expect(await committed.moments.of(nothing)).toBeUndefined();
    });
    const moment = await committed.moments.of(() => committed.during(at({ a: 2 }), nothing));
    expect(moment).toBeUndefined();
    const quiet = (await committed.moments.of(nothing)) as number;
    await committed.during(at({ a: 3 }), async () => {
      expect(committed.tables.at(quiet, 'a')).toBeUndefined();
      committed.tables.learn(quiet, 'a', shape('a', 2));
      expect(committed.tables.at(quiet, 'a')).toBeUndefined();
    });
  });

  it('shows the text of a note, or that there is none', async () => {
    const committed = new Committed();
    const put = (note: string | undefined) => ({ scope: 's', key: 'k', note, isThere: undefined });
    await committed.during({ tables: new Map(), notes: new Map([['k', put('1')]]) }, nothing);
    const before = (await committed.moments.of(nothing)) as number;
    expect(committed.notes.at(before, 'k')).toBe('1');
    await committed.during({ tables: new Map(), notes: new Map([['k', put(undefined)]]) }, nothing);
    const after = (await committed.moments.of(nothing)) as number;
    expect(committed.notes.at(before, 'k')).toBeUndefined();
    expect(committed.notes.at(after, 'k')).toBeNull();
  });

  it('forgets of many things when they were changed, and then takes none for unchanged', async () => {
    const committed = new Committed();
    const before = (await committed.moments.of(nothing)) as number;
    committed.tables.learn(before, 'z', shape('z', 1));
    const many = Object.fromEntries(Array.from({ length: 10_001 }, (_, i) => [`t${i}`, 1]));
    await committed.during(at(many), nothing);
    expect(committed.tables.at(before, 't0')).toBeUndefined();
    const after = (await committed.moments.of(nothing)) as number;
    expect(committed.tables.at(after, 't10000')?.version).toBe(1);
    expect(committed.tables.at(before, 'z')).toBeUndefined();
  });

  it('never shows what the transaction cannot see, in whatever order things happen', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.scheduler(),
        fc.array(fc.constantFrom('a', 'b', 'read'), { maxLength: 12 }),
        async (s, steps) => {
          const committed = new Committed();
          const there: Record<string, number> = { a: 0, b: 0 };
          const tick = s.scheduleFunction(async () => undefined);
          const commit = async (id: string) => {
            const version = (there[id] ?? 0) + 1;
            await committed.during(at({ [id]: version }), async () => {
              await tick();
              there[id] = Math.max(version, there[id] ?? 0);
              await tick();
            });
          };
          const turns = { a: Promise.resolve(), b: Promise.resolve() };
          const read = async () => {
            let seen: Record<string, number> = {};
            const moment = await committed.moments.of(async () => {
              await tick();
              seen = { ...there };
              await tick();
            });
            for (const id of ['a', 'b', 'a', 'b']) {
              await tick();
              if (moment === undefined) continue;
              const found = committed.tables.at(moment, id);
              if (found) expect(found.version).toBe(seen[id]);
              else committed.tables.learn(moment, id, shape(id, seen[id] ?? 0));
            }
          };
          const all = steps.map((step) => {
            if (step === 'read') return read();
            const id = step as 'a' | 'b';
            turns[id] = turns[id].then(() => commit(id));
            return turns[id];
          });
          await s.waitFor(Promise.all(all));
        },
      ),
    );
  });
});
