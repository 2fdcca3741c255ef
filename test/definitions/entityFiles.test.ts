import { describe, expect, it } from '@jest/globals';
import { entity } from '../../lib/definitions/entity.ts';
import { entityDifferences } from '../../lib/definitions/entityDifferences.ts';
import { failureOf } from '../support/failureOf.ts';

describe('the files of an entity', () => {
  it('are kept as nobody can change them', () => {
    const paths = ['a.csv', 'b.csv'];
    const { files } = entity('bronze.people', { files: { paths, header: true } });
    paths.push('c.csv');

    expect(files).toEqual({ paths: ['a.csv', 'b.csv'], header: true });
    expect([Object.isFrozen(files), Object.isFrozen(files?.paths)]).toEqual([true, true]);
    expect(entity('bronze.people').files).toBeUndefined();
  });

  it('are told from others', () => {
    const one = entity('a', { files: { paths: ['a.csv', 'b.csv'], header: true } });

    expect(
      entityDifferences(one, entity('a', { files: { paths: ['a.csv', 'b.csv'], header: true } })),
    ).toEqual([]);
    expect(entityDifferences(one, entity('a', { files: { paths: ['a.csv'], header: true } }))).toEqual([
      'files',
    ]);
    expect(entityDifferences(one, entity('a', { files: { paths: ['a.csv', 'b.csv'] } }))).toEqual([
      'files',
    ]);
    expect(entityDifferences(one, entity('a'))).toEqual(['files']);
  });

  it.each<[string, unknown, string]>([
    ['no object', 'a.csv', 'files: expected { paths }, and how the files are to be read, got "a.csv"'],
    ['no paths', {}, 'files.paths: expected a path, got nothing'],
    [
      'an empty list',
      { paths: [] },
      'files.paths: expected a path, or an array of at least one, got an empty array',
    ],
    [
      'a format that nobody knows',
      { paths: 'a', format: 'xml' },
      'files.format: expected "csv", "jsonLines", "json", "parquet", got "xml"',
    ],
    [
      'an option that is misspelt',
      { paths: 'a', delimeter: ',' },
      'files.delimeter: expected one of the options paths, format, header, delimiter, unionByName, filename, hivePartitioning; did you mean "delimiter"?',
    ],
  ])('are refused with %s', (_, files, message) => {
    expect(failureOf(() => entity('a', { files: files as never })).message).toBe(`entity "a": ${message}`);
  });

  it('leave nothing to be said of writing', () => {
    expect(() => entity('a', { files: { paths: 'a.csv' }, drift: 'warn' })).toThrow(
      'drift: expected nothing, as nobody writes to an entity whose rows are in files',
    );
  });
});
