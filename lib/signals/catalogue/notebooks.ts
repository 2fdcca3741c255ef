import { declare } from '../declare.ts';
import { duration, failure, number, text, texts } from './fields.ts';

/** What happens to notebooks, and to the packages that are built from them. */
export const notebooks = {
  'notebooks.packages_discovered': declare('A folder was searched for notebook packages.', {
    packages: texts,
    packageCount: number,
    scanPath: text,
    ...duration,
  }),
  'notebooks.before_build': declare('A package is about to be built from notebooks.', {
    packageName: text,
    folderPath: text,
    version: text,
    notebookCount: number,
  }),
  'notebooks.after_build': declare('A package was built from notebooks.', {
    packageName: text,
    version: text,
    tarball: text,
    tarballSizeBytes: number,
    notebookCount: number,
    ...duration,
  }),
  'notebooks.build_failed': declare('A package could not be built from notebooks.', {
    packageName: text,
    version: text,
    ...failure,
    ...duration,
  }),
  'notebooks.notebook_loaded': declare('A notebook was loaded.', { notebookName: text }),
  'notebooks.notebook_executed': declare('A notebook was run from top to bottom.', {
    notebookName: text,
    cells: number,
    ...duration,
  }),
  'notebooks.notebook_failed': declare('A cell of a notebook failed.', {
    notebookName: text,
    cell: number,
    ...failure,
  }),
};
