import { describe, expect, it } from '@jest/globals';
import { firstValueFrom } from 'rxjs';
import type { Engine } from '../../lib/data/engine.ts';
import { memoryEngine } from '../../lib/data/memory/memoryEngine.ts';
import type { Capabilities } from '../../lib/definitions/capabilities.ts';
import { EngineCaseError } from '../../lib/testing/engineCase.ts';
import { engineSuite } from '../../lib/testing/engineSuite.ts';
import { brokenEngine, faults } from './brokenEngines.ts';
import { keepingFaults } from './brokenKeepers.ts';
import { modeFaults } from './brokenModes.ts';
import { sliceFaults } from './brokenSlices.ts';
import { sqlFaults } from './brokenSqlEngines.ts';
import { sqlEngine } from './sqlEngine.ts';

const engines = {
  memory: () => memoryEngine(),
  'memory that takes its time': () => memoryEngine({ latency: 1, batchSize: 100 }),
  'an engine that is wrapped, and not broken': () => brokenEngine(() => ({})),
  'an engine with SQL that is wrapped, and not broken': () => brokenEngine(() => ({}), sqlEngine()),
};

describe.each(Object.entries(engines))('engineSuite on %s', (_, makeEngine) => {
  it.each(engineSuite(makeEngine()))('$name', ({ run }) => run(makeEngine));
});

/** Expects the one case of a name to refuse an engine. */
async function finds(wanted: string, makeEngine: () => Engine): Promise<void> {
  const [only, ...others] = engineSuite().filter(({ name }) => name.startsWith(wanted));

  expect(others).toEqual([]);
  await expect(only?.run(makeEngine)).rejects.toThrow();
}

describe('engineSuite', () => {
  const found: readonly (readonly [string, string])[] = [
    ['counts one too many', 'write: appends, and counts'],
    ['counts one too many', 'merge: inserts, updates'],
    ['counts a row that is as it was', 'merge: inserts, updates'],
    ['tells a version that is not its own', 'versions: rise'],
    ['tells no version before', 'versions: rise'],
    ['looks up the version before it takes its rows', 'versions: tell of writes'],
    ['commits batch by batch', 'all or none: a bad row in a late batch'],
    ['commits batch by batch', 'all or none: who unsubscribes midway'],
    ['commits batch by batch', 'all or none: nobody sees a write'],
    ['keeps what came before the error of a source', 'all or none: a source that errors'],
    ['goes on when nobody listens', 'all or none: who unsubscribes midway'],
    ['writes before it is subscribed to', 'write: does nothing before'],
    ['reads before it is asked for rows', 'read: is lazy'],
    ['reads the table anew for each batch', 'read: sees the table as it was'],
    ['ignores how much is asked for', 'read: gives 10,000 rows'],
    ['ignores how much is asked for', 'read: gives one batch for each demand'],
    ['gives an empty batch for an empty table', 'read: completes without a batch'],
    ['reads nothing from a table that is not there', 'read: makes a frame of an absent table'],
    ['gives away its own rows', 'read: gives rows that belong'],
    ['keeps the rows it is given', 'write: does not mind'],
    ['ignores conditions', 'slices: gives the rows'],
    ['ignores what deletes', 'merge: deletes where'],
    ['takes the last of several rows of one key', 'merge: refuses keys that are given twice'],
    ['knows one version at a time', 'versions: of many'],
    ['makes up versions', 'versions: of many'],
    ['fails with an error class of its own', 'read: makes a frame of an absent table'],
    ['makes tables that are there', 'ensure: makes a table once'],
    ['does not roll back', 'transaction: writes nothing when its work errors'],
    ['lets transactions nest', 'transaction: refuses a second one'],
    ['takes no notice of being closed', 'close: ends everything'],
    ['refuses a query when it is made', 'query: is refused by an engine without SQL'],
    ['gives no rows for a query that it cannot run', 'query: is refused by an engine without SQL'],
    ['does not say which query it refuses', 'query: is refused by an engine without SQL'],
    ['shows the values of a query', 'query: is refused by an engine without SQL'],
  ];
  const foundOfKeeping: readonly (readonly [string, string])[] = [
    ['keeps notes of all scopes together', 'notes: are kept by scope'],
    ['gives all notes, whichever are asked for', 'notes: are kept by scope'],
    ['gives notes in the order of a dictionary', 'notes: are kept by scope'],
    ['keeps a note that is taken away', 'notes: take the place'],
    ['keeps texts alone', 'notes: come back as they were'],
    ['notes one by one', 'notes: are noted when'],
    ['raises a version for a note', 'notes: take 2,000'],
    ['reads notes outside of the transaction', 'notes: are committed together'],
    ['notes outside of the transaction', 'notes: are as they were'],
    ['says nothing of notes in conflict', 'notes: of two transactions that note one key'],
    ['lets no two transactions note in one scope', 'notes: of two transactions that note different keys'],
    ['tells the oldest write first', 'history: tells of each write'],
    ['counts other rows in the history', 'history: tells of each write'],
    ['does not say who wrote', 'history: tells of each write'],
    ['tells of writes of any run', 'history: gives those'],
    ['notes a write that failed in the history', 'history: tells nothing'],
    ['tells of a transaction before it is over', 'history: tells of writes of a transaction'],
    ['prunes nothing', 'prune: lets go of what is told'],
    ['prunes everything', 'prune: lets go of what is told'],
    ['prunes nothing', 'prune: lets go of versions'],
    ['makes no table', 'write: makes its table in the same step'],
    ['makes no table', 'write: makes its table also for no rows'],
    ['leaves a table behind', 'write: leaves no table behind'],
    ['makes a table unasked', 'write: refuses rows'],
    ['says of each write that it made its table', 'write: makes its table in the same step'],
    ['says of each write that it made its table', 'write: makes its table once'],
    ['does again what is done once', 'once: a repetition'],
    ['tells of nothing when it repeats', 'once: a repetition'],
    ['does again what is done once', 'once: in any mode'],
    ['remembers what is done once of a source that broke', 'once: what failed'],
    ['looks up what is done once before it begins', 'once: of two'],
    ['does again what is done once', 'once: holds in later transactions'],
  ];
  const foundOfModes: readonly (readonly [string, string])[] = [
    ['counts what it replaced as updated', 'replace: puts rows'],
    ['replaces row by row', 'replace: puts rows'],
    ['does not know the partitions', 'replace: goes by the partitions'],
    ['never replaces where there is no value', 'replace: takes no value'],
    ['replaces by the first column alone', 'replace: takes no value'],
    ['takes values side by side for one', 'replace: tells values'],
    ['empties a table for no rows', 'replace: changes nothing'],
    ['replaces all where it has nothing to go by', 'replace: refuses'],
    ['replaces what rows come with, whatever is said', 'replace: of what it is said'],
    ['replaces what rows come with, whatever is said', 'replace: takes no row of another part'],
    ['makes no columns for states', 'scd2: makes a table'],
    ['counts what it closed as inserted', 'scd2: inserts the first state'],
    ['takes no value for no state', 'scd2: passes over'],
    ['takes states in their order alone', 'scd2: takes several states'],
    ['keeps the last of several states', 'scd2: takes 10,000'],
    ['forgets ends', 'scd2: ends a key'],
    ['forgets ends', 'scd2: takes an end'],
    ['forgets ends', 'scd2: can be read as of'],
    ['tells updates as insertions', 'scd2: raises the version'],
    ['counts what it knows as inserted', 'scd2: changes nothing'],
    ['leaves late states out', 'scd2: finds the place'],
    ['leaves late states out', 'scd2: gives one table'],
    ['forgets what it passed over', 'scd2: remembers'],
    ['overwrites by keys', 'scd2: forgets'],
    ['takes the first of two states at one time', 'scd2: refuses two states'],
    ['leaves out rows without a time', 'scd2: refuses rows without'],
    ['appends where no states are kept', 'scd2: refuses an entity'],
    ['evolves unasked', 'drift: refuses rows'],
    ['evolves where it is to warn', 'drift: writes what fits'],
    ['warns where it is to evolve', 'drift: gives the table'],
    ['does not tell how columns changed', 'drift: gives the table'],
    ['never evolves', 'drift: evolves in a merge'],
    ['evolves before it writes', 'drift: leaves the table'],
    ['follows no declaration', 'drift: ensure gives'],
    ['never evolves', 'drift: a write that makes sure'],
    ['gives all rows, since whenever', 'since: gives the rows'],
    ['forgets the condition beside a version', 'since: gives the rows'],
    ['gives each change since a version', 'since: gives rows that were changed'],
    ['gives rows of the version itself', 'since: gives all rows'],
    ['reads what is there since a version from outside', 'since: sees inside'],
    ['reads the last version instead of an earlier one', 'versions: each can be read'],
    ['forgets the condition beside a version', 'versions: each can be read'],
    ['tells updates as insertions', 'changes: tell what'],
    ['tells no deletions', 'changes: tell what'],
    ['tells the last changes first', 'changes: make of each version'],
    ['tells changes to the end', 'changes: make of each version'],
    ['gives columns of unequal length', 'columns: are read as the rows'],
    ['gives columns as large as it likes', 'columns: are read as the rows'],
    ['gives columns without being asked', 'columns: are read of a slice'],
    ['gives away its own columns', 'columns: belong'],
    ['takes columns for rows', 'columns: are written'],
    ['takes columns for rows', 'columns: that were read'],
    ['takes what fits of columns', 'columns: are refused'],
  ];
  const foundWithSql: readonly (readonly [string, string])[] = [
    ['pastes values into a query', 'query: binds its values'],
    ['knows frames by the names of their tables alone', 'query: gives the rows'],
    ['knows frames by the names of their tables alone', 'query: refuses frames of others'],
    ['forgets queries within queries', 'query: takes queries within queries'],
    ['runs a query before it is asked for rows', 'query: is lazy'],
    ['checks a query when it is made', 'query: is lazy'],
    ['names a query after what it reads', 'query: gives the rows'],
    ['gives no rows for what it does not understand', 'query: refuses what makes no sense'],
    ['writes a table in place of a query over it', 'query: can be written'],
    ['runs queries outside of the transaction they are made in', 'query: sees inside of a transaction'],
  ];

  it.each(found)('finds that an engine %s, by %s', async (name, wanted) => {
    await finds(wanted, () => brokenEngine(faults[name] ?? (() => ({}))));
  });

  it.each([...foundOfKeeping, ...foundOfModes])('finds that an engine %s, by %s', async (name, wanted) => {
    await finds(wanted, () =>
      brokenEngine({ ...keepingFaults, ...modeFaults, ...sliceFaults }[name] ?? (() => ({}))),
    );
  });

  it.each(foundWithSql)('finds that an engine with SQL %s, by %s', async (name, wanted) => {
    await finds(wanted, () => brokenEngine(sqlFaults[name] ?? (() => ({})), sqlEngine()));
  });

  it('has a fault for each way to be broken', () => {
    expect(new Set(found.map(([name]) => name))).toEqual(new Set(Object.keys(faults)));
    expect(new Set(foundOfKeeping.map(([name]) => name))).toEqual(new Set(Object.keys(keepingFaults)));
    expect(new Set(foundOfModes.map(([name]) => name))).toEqual(
      new Set(Object.keys({ ...modeFaults, ...sliceFaults })),
    );
    expect(new Set(foundWithSql.map(([name]) => name))).toEqual(new Set(Object.keys(sqlFaults)));
  });

  it('has a fault for each case of queries, of modes and of what is kept beside the rows', () => {
    const proven = [...found, ...foundOfKeeping, ...foundOfModes, ...foundWithSql];
    const kinds =
      /^(query|replace|scd2|drift|since|changes|columns|notes|history|prune|once|write: (makes|leaves)|versions: each)/;
    const cases = engineSuite().filter(({ name }) => kinds.test(name));
    const unproven = cases.filter(({ name }) => !proven.some(([, wanted]) => name.startsWith(wanted)));

    expect(unproven).toEqual([]);
  });

  it('says what was expected and what came', async () => {
    const [first] = engineSuite().filter(({ name }) => name.startsWith('versions: of many'));
    const fault = faults['knows one version at a time'] ?? (() => ({}));

    await expect(first?.run(() => brokenEngine(fault))).rejects.toThrow(
      "entities that have a version at [0]: expected 'suite.orders', got nothing",
    );
  });

  it('leaves out what an engine does not promise', () => {
    const capabilities: Capabilities = {
      ...memoryEngine().capabilities,
      transactions: false,
      progress: false,
    };
    const names = engineSuite({ capabilities }).map(({ name }) => name);

    expect(names.filter((name) => name.startsWith('transaction'))).toEqual([
      'transaction: is refused by an engine that has none',
    ]);
    expect(names).not.toContain('write: tells how far it is, up to all rows');
    expect(engineSuite().length).toBeGreaterThan(names.length);
  });

  it('has cases with names of their own', () => {
    const names = engineSuite().map(({ name }) => name);

    expect(new Set(names).size).toBe(names.length);
  });

  it('closes the engine also when a case fails', async () => {
    const engine = brokenEngine(faults['ignores conditions'] ?? (() => ({})));
    const [failing] = engineSuite().filter(({ name }) => name.startsWith('slices: gives the rows'));

    await expect(failing?.run(() => engine)).rejects.toBeInstanceOf(EngineCaseError);
    await expect(firstValueFrom(engine.versions([]))).rejects.toMatchObject({ errorClass: 'closed' });
  });
});
