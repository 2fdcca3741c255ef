import type { DuckDBValue } from '@duckdb/node-api';

/** A value does not fit where it was to go; what was expected there, in words. */
export class Misfit {
  constructor(readonly expected: string) {}
}

/** Turns a value of JavaScript into one of DuckDB, or throws a `Misfit`; it is not called without a value. */
export type ValueWriter = (value: unknown) => DuckDBValue;

/** Says that something else was expected. */
export const refuse = (expected: string): never => {
  throw new Misfit(expected);
};
