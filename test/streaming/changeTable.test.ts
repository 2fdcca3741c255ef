import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { classifySchemaChange } from '../../lib/streaming/dimensions/classifySchemaChange.ts';
import type { ChangeClass } from '../../lib/streaming/dimensions/dimensionChange.ts';
import { changeTable, type EdgeKind, type Reaction } from '../../lib/streaming/restarts/changeTable.ts';
import { decideRestarts } from '../../lib/streaming/restarts/decideRestarts.ts';
import { QueryDependencies } from '../../lib/streaming/restarts/queryDependencies.ts';

const change = (changeClass: ChangeClass) => ({
  entityId: 'dim',
  oldVersion: 1,
  newVersion: 2,
  changeClass,
});

const cells: readonly (readonly [ChangeClass, EdgeKind, Reaction])[] = [
  ['data', 'joinedLive', 'ignore'],
  ['data', 'capturedAtStart', 'restart'],
  ['data', 'schemaOnly', 'ignore'],
  ['additive', 'joinedLive', 'refresh'],
  ['additive', 'capturedAtStart', 'restart'],
  ['additive', 'schemaOnly', 'refresh'],
  ['breaking', 'joinedLive', 'restart'],
  ['breaking', 'capturedAtStart', 'block'],
  ['breaking', 'schemaOnly', 'restart'],
  ['metadata', 'joinedLive', 'ignore'],
  ['metadata', 'capturedAtStart', 'ignore'],
  ['metadata', 'schemaOnly', 'ignore'],
];

describe('changeTable', () => {
  it.each(cells)('a %s change of what is %s: %s', (changeClass, kind, reaction) => {
    const dependencies = new QueryDependencies();
    dependencies.register('q', { dimensions: [{ entityId: 'dim', kind }] });
    const decide = (table: typeof changeTable) =>
      decideRestarts(change(changeClass), dependencies, { table, cascade: false, depthLimit: 3 });

    expect(decide(changeTable).map((decision) => decision.reaction)).toEqual([reaction]);
    const other = reaction === 'block' ? 'ignore' : 'block';
    const replaced = { ...changeTable, [changeClass]: { ...changeTable[changeClass], [kind]: other } };
    expect(decide(replaced).map((decision) => decision.reaction)).toEqual([other]);
  });

  it('has no other cells', () => {
    const all = Object.values(changeTable).flatMap((row) => Object.keys(row));
    expect(all).toHaveLength(cells.length);
  });

  it.each([
    [
      'of the reading',
      { dimensions: [{ entityId: 'dim', kind: 'capturedAtStart', restartOnChange: false }] },
    ],
    [
      'of the query',
      { dimensions: [{ entityId: 'dim', kind: 'capturedAtStart' }], restartOnChange: false },
    ],
  ] as const)('restartOnChange %s is honoured', (_, reads) => {
    const dependencies = new QueryDependencies();
    dependencies.register('q', reads);

    expect(
      decideRestarts(change('data'), dependencies, { table: changeTable, cascade: true, depthLimit: 3 }),
    ).toMatchObject([{ reaction: 'ignore', because: expect.stringContaining('restartOnChange is false') }]);
  });
});

describe('classifySchemaChange', () => {
  const none = { addedColumns: [], removedColumns: [], modifiedColumns: [] };

  it.each([
    ['the same', { a: 'int' }, { a: 'int' }, { changeClass: 'data' }],
    ['another order', { a: 'int', b: 'text' }, { b: 'text', a: 'int' }, { changeClass: 'data' }],
    ['one more', { a: 'int' }, { a: 'int', b: 'text' }, { changeClass: 'additive', addedColumns: ['b'] }],
    ['one less', { a: 'int', b: 'text' }, { a: 'int' }, { changeClass: 'breaking', removedColumns: ['b'] }],
    ['another type', { a: 'int' }, { a: 'text' }, { changeClass: 'breaking', modifiedColumns: ['a'] }],
    [
      'another name',
      { a: 'int' },
      { b: 'int' },
      { changeClass: 'breaking', addedColumns: ['b'], removedColumns: ['a'] },
    ],
    [
      'a name that objects have',
      {},
      { constructor: 'int' },
      { changeClass: 'additive', addedColumns: ['constructor'] },
    ],
  ])('%s', (_, before, after, expected) => {
    expect(classifySchemaChange(before, after)).toEqual({ ...none, ...expected });
  });

  it('is the other way round backwards', () => {
    const columns = fc.dictionary(fc.constantFrom('a', 'b', 'c', 'd'), fc.constantFrom('int', 'text'));
    fc.assert(
      fc.property(columns, columns, (before, after) => {
        const there = classifySchemaChange(before, after);
        const back = classifySchemaChange(after, before);
        expect(back.removedColumns).toEqual(there.addedColumns);
        expect([...back.modifiedColumns].sort()).toEqual([...there.modifiedColumns].sort());
        expect(there.changeClass === 'data').toBe(back.changeClass === 'data');
      }),
    );
  });
});
