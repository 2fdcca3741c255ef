/** Which whole numbers a column may hold. */
export interface WholeType {
  readonly bits: number;
  readonly isSigned: boolean;
}

/** What a word says of whole numbers; nothing where it means something else. Words in capitals are those of SQL. */
export function wholeType(word: string): WholeType | undefined {
  const bits = portable[word] ?? words[word.toUpperCase()];
  return bits === undefined ? undefined : { bits: Math.abs(bits), isSigned: bits > 0 };
}

/** Words in lower case that mean more than SQL does by them. */
const portable: Readonly<Record<string, number>> = { integer: 64, int: 64, long: 64 };

/** Those without a sign as negative numbers. */
const words: Readonly<Record<string, number>> = {
  ...{ TINYINT: 8, INT1: 8, BYTE: 8 },
  ...{ SMALLINT: 16, INT2: 16, SHORT: 16 },
  ...{ INTEGER: 32, INT: 32, INT4: 32, INT32: 32, SIGNED: 32 },
  ...{ BIGINT: 64, INT8: 64, INT64: 64, LONG: 64 },
  ...{ HUGEINT: 128, INT128: 128 },
  ...{ UTINYINT: -8, UINT8: -8, USMALLINT: -16, UINT16: -16, UINTEGER: -32, UINT32: -32 },
  ...{ UBIGINT: -64, UINT64: -64, UHUGEINT: -128, UINT128: -128 },
};
