/** Whether a field tells a number of rows: its name begins or ends with the word, and it is no rate. */
export function isRowField(name: string): boolean {
  return /^rows(?![a-z])|(^|[a-z0-9])Rows$|_rows$/.test(name) && !/^rows_?per/i.test(name);
}
