import { describe, expect, it } from '@jest/globals';
import * as t from 'io-ts';
import type { DefinitionError } from '../../lib/definitions/definitionError.ts';
import { entity } from '../../lib/definitions/entity.ts';
import { type IngestionOptions, ingestion } from '../../lib/definitions/ingestion.ts';
import { Registry } from '../../lib/definitions/registry.ts';
import { failureOf } from '../support/failureOf.ts';

const orders = entity('bronze.orders', { schema: { id: 'varchar', region: 'varchar', source: 'varchar' } });
const anything = entity('bronze.anything');

/** As in code that no compiler has seen. */
const untyped = (id: unknown, options?: unknown) => () =>
  ingestion(id as string, options as IngestionOptions);
const problemsOf = (define: () => unknown) => (failureOf(define) as DefinitionError).problems;

describe('ingestion', () => {
  it('is told as little as can be', () => {
    const made = ingestion('orders_files', { pattern: 'orders_{region}.csv', to: orders });
    expect(made).toEqual({
      ...{ kind: 'ingestion', id: 'orders_files', name: 'orders_files', path: '', to: orders },
      pattern: { text: 'orders_{region}.csv', names: ['region'], match: expect.any(Function) },
      ...{ values: {}, fileColumn: undefined, format: { kind: 'csv' }, columns: undefined, tags: {} },
      ...{ write: 'append', after: 'keep', quarantine: '_quarantine/orders_files', onBadFile: 'goOn' },
      ...{ rejects: undefined, onChanged: 'ingest', onCopy: 'ingest' },
      ...{ batchFiles: 1_000, batchBytes: 268_435_456 },
    });
    for (const part of [made, made.pattern, made.values, made.format, made.tags])
      expect(Object.isFrozen(part)).toBe(true);
  });

  it('writes as the entity is kept, and one file at a time where the next undoes the last', () => {
    const keyed = entity('silver.a', { keys: ['id'] });
    const history = entity('silver.b', { keys: ['id'], scd2: { sequence: 'at' } });
    expect(ingestion('a', { pattern: '*.csv', to: keyed }).write).toBe('merge');
    expect(ingestion('b', { pattern: '*.csv', to: history }).write).toBe('scd2');
    expect(ingestion('c', { pattern: '*.csv', to: keyed, write: 'overwrite' }).batchFiles).toBe(1);
  });

  it.each([
    ['*.tsv', { kind: 'csv', delimiter: '\t' }],
    ['*.ndjson', { kind: 'jsonLines' }],
    ['**/*.json', { kind: 'json' }],
    [/a.*\.parquet$/, { kind: 'parquet' }],
  ])('knows the format of %s', (pattern, format) => {
    expect(ingestion('a', { pattern, to: anything }).format).toEqual(format);
  });

  it('puts rows that do not fit beside the entity, unless told where', () => {
    const rejectsOf = (onBadRows: IngestionOptions['onBadRows']) =>
      ingestion('a', { pattern: '*.csv', to: orders, ...(onBadRows && { onBadRows }) }).rejects;
    expect(rejectsOf('reject')).toMatchObject({
      atMost: Number.POSITIVE_INFINITY,
      part: 1,
      to: { id: 'bronze.orders__rejects', layer: 'bronze' },
    });
    expect(rejectsOf({ atMost: 5, to: anything })).toEqual({ atMost: 5, part: 1, to: anything });
  });

  it('tells everything that is wrong at once, each with what was probably meant', () => {
    const options = {
      path: '../up',
      pattern: 'orders_{regoin}_{id}',
      to: orders,
      values: { source: [], regin: 'x' },
      fileColum: 'file',
      format: { kind: 'csv', delimeter: ';', quote: ',' },
      after: { moved: 'done' },
      onBadFile: 'skip',
      onBadRows: { atMost: -1 },
      batchFiles: 0,
    };
    expect(
      problemsOf(untyped('orders files', options)).map(({ culprit, nearest }) => [culprit, nearest]),
    ).toEqual([
      ['orders files', 'orders_files'],
      ['path', undefined],
      ['values', undefined],
      ['fileColum', 'fileColumn'],
      ['format.delimeter', 'delimiter'],
      ['format.quote', undefined],
      ['after.moved', 'move'],
      ['onBadFile', undefined],
      ['onBadRows.atMost', undefined],
      ['batchFiles', undefined],
      ['regoin', 'region'],
      ['regin', 'region'],
    ]);
  });

  it.each([
    [
      { to: orders },
      'pattern: expected a pattern such as "orders_{region}_{day}.csv", or an expression with named groups, got nothing',
    ],
    [{ pattern: '*.csv' }, 'to: expected an entity, got nothing'],
    [
      { pattern: 'in\\*.csv', to: orders },
      'pattern: expected "/" between folders, got "\\"; did you mean "in/*.csv"?',
    ],
    [
      { pattern: '../*.csv', to: orders },
      'pattern: expected a path beneath the folder, to a file, got "../*.csv"',
    ],
    [{ pattern: 'a{b.csv', to: orders }, 'pattern: expected a "}" for each "{", got "a{b.csv"'],
    [{ pattern: '{a}{a}.csv', to: anything }, 'a: named twice in pattern'],
    [
      { pattern: 'orders', to: orders },
      'format: expected "csv", "jsonLines", "json", "parquet", or one of these with its settings, got nothing, and a pattern that does not tell',
    ],
    [
      { pattern: '{region}.csv', to: orders, values: { region: 'x' } },
      'region: comes from pattern and from values',
    ],
    [
      { pattern: '{city}.csv', to: entity('a', { schema: t.type({ id: t.string }) }) },
      'city: expected a column of "a" (id) in pattern',
    ],
  ])('refuses the options %p', (options, message) => {
    expect(untyped('a', options)).toThrow(`ingestion "a": ${message}`);
  });

  it('can be registered, and brings its entity along', () => {
    const one = ingestion('a', { pattern: '*.csv', to: orders });
    const registry = new Registry().add([one], one);
    expect(registry.ingestions()).toEqual([one]);
    expect(registry.ingestion('a')).toBe(one);
    expect(registry.entity('bronze.orders')).toBe(orders);
    expect(() => registry.ingestion('b')).toThrow(
      'expected the id of a registered ingestion, got "b"; did you mean "a"?',
    );
    const other = ingestion('a', { pattern: '*.json', to: anything });
    expect(() => registry.add(other)).toThrow('a: there is another ingestion with this id');
    expect(() => registry.entity('bronze.anything')).toThrow();
    expect(registry.ingestions()).toEqual([one]);
  });
});
