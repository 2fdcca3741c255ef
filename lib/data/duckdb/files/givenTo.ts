import type { Columns } from '../../../definitions/schema.ts';
import type { FileToRead } from '../../files/fileReader.ts';
import type { FileColumn } from './fileGroup.ts';

/** The columns that are given for all rows of these files, with their types. */
export function givenTo(
  files: readonly FileToRead[],
  types: Columns,
): { readonly given: readonly FileColumn[] } {
  const names = new Set(files.flatMap(({ values }) => Object.keys(values)));
  return {
    given: [...names].map((name) => ({ name, type: types[name] ?? 'VARCHAR', key: undefined })),
  };
}
