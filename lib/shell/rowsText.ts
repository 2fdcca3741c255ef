/** How many rows, with signs between the thousands. */
export const rowsText = (rows: number): string => `${grouped(rows)} row${rows === 1 ? '' : 's'}`;

/** A whole number with signs between the thousands. */
export const grouped = (value: number): string =>
  String(Math.round(value)).replace(/\B(?=(\d{3})+(?!\d))/g, ',');
