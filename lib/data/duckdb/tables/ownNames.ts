/**
 * What the database is called, whatever its file is: named after the file, as DuckDB does, `shop.db` could not
 * hold a schema `shop`.
 */
export const DATA = 'rekindle_data';
/** The schemas that are the engine's own. */
export const ownSchemas = ['rekindle', 'rekindle_rows'] as const;
/** Where the engine keeps what it knows of entities. */
export const OWN = `${DATA}.${ownSchemas[0]}`;
/** Where rows are; what people see are views of them. */
export const ROWS = `${DATA}.${ownSchemas[1]}`;

/** The column that says by which version a row is as it is: twice the version, and one more for an update. */
export const BORN = '_rekindle_version';
/** The column of rows that are kept: by which version they went, twice it, and one more for an update. */
export const DIED = '_rekindle_until';
/** The column of rows that are kept: which row of the table it was. */
export const WAS = '_rekindle_row';
