import { type DuckDBType, DuckDBTypeId } from '@duckdb/node-api';
import { refuse, type ValueWriter } from './misfit.ts';

/** Bits of whole numbers; those from 64 on are bigints to DuckDB. */
const wholes = new Map<DuckDBTypeId, readonly [bits: number, signed: boolean]>([
  [DuckDBTypeId.TINYINT, [8, true]],
  [DuckDBTypeId.SMALLINT, [16, true]],
  [DuckDBTypeId.INTEGER, [32, true]],
  [DuckDBTypeId.BIGINT, [64, true]],
  [DuckDBTypeId.HUGEINT, [128, true]],
  [DuckDBTypeId.UTINYINT, [8, false]],
  [DuckDBTypeId.USMALLINT, [16, false]],
  [DuckDBTypeId.UINTEGER, [32, false]],
  [DuckDBTypeId.UBIGINT, [64, false]],
  [DuckDBTypeId.UHUGEINT, [128, false]],
]);

/** Makes whole numbers of numbers and bigints that are such and small enough; nothing for other types. */
export function wholeWriter({ typeId }: DuckDBType): ValueWriter | undefined {
  const [bits, signed] = wholes.get(typeId) ?? [];
  if (bits === undefined) return undefined;
  const expected = `a whole number of ${bits} bits${signed ? '' : ' that is not negative'}`;
  const fits = (value: bigint) =>
    (signed ? BigInt.asIntN(bits, value) : BigInt.asUintN(bits, value)) === value;
  return (value) => {
    const whole = typeof value === 'number' && Number.isSafeInteger(value) ? BigInt(value) : value;
    if (typeof whole !== 'bigint' || !fits(whole)) return refuse(expected);
    return bits < 64 ? Number(whole) : whole;
  };
}
