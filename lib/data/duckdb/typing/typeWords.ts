/** The types of DuckDB by the words for them that are not its own, in lower case. */
export const portableTypes: Readonly<Record<string, string>> = {
  string: 'VARCHAR',
  text: 'VARCHAR',
  number: 'DOUBLE',
  double: 'DOUBLE',
  float64: 'DOUBLE',
  float: 'FLOAT',
  float32: 'FLOAT',
  integer: 'BIGINT',
  int: 'BIGINT',
  long: 'BIGINT',
  bigint: 'BIGINT',
  int64: 'BIGINT',
  int32: 'INTEGER',
  boolean: 'BOOLEAN',
  bool: 'BOOLEAN',
  timestamp: 'TIMESTAMP',
  datetime: 'TIMESTAMP',
  timestamptz: 'TIMESTAMP WITH TIME ZONE',
  date: 'DATE',
  time: 'TIME',
  json: 'JSON',
  unknown: 'JSON',
  any: 'JSON',
  object: 'JSON',
  bytes: 'BLOB',
  binary: 'BLOB',
  blob: 'BLOB',
  uuid: 'UUID',
  decimal: 'DECIMAL',
  numeric: 'DECIMAL',
};

/** The names of JavaScript that mean a column of their values. */
export const javascriptTypes: Readonly<Record<string, string>> = {
  Date: 'TIMESTAMP',
  Uint8Array: 'BLOB',
  Buffer: 'BLOB',
};

/** The types that DuckDB has, by what it calls them when it tells. */
export const duckdbNames: Readonly<Record<string, string>> = Object.fromEntries(
  [
    'BIGINT INT8 LONG',
    'BIT BITSTRING',
    'BLOB BYTEA BINARY VARBINARY',
    'BOOLEAN BOOL LOGICAL',
    'DATE',
    'DECIMAL NUMERIC',
    'DOUBLE FLOAT8',
    'FLOAT FLOAT4 REAL',
    'HUGEINT INT128',
    'INTEGER INT INT4 SIGNED',
    'INTERVAL',
    'JSON',
    'SMALLINT INT2 SHORT',
    'TIME',
    'TIMESTAMP DATETIME TIMESTAMP_US',
    'TIMESTAMP_S',
    'TIMESTAMP_MS',
    'TIMESTAMP_NS',
    'TINYINT INT1',
    'UBIGINT UINT64',
    'UHUGEINT UINT128',
    'UINTEGER UINT32',
    'USMALLINT UINT16',
    'UTINYINT UINT8',
    'UUID',
    'VARCHAR CHAR BPCHAR STRING TEXT',
    'BIGNUM VARINT',
    'VARIANT',
    'GEOMETRY',
  ].flatMap((line) => {
    const [name = '', ...others] = line.split(' ');
    return [name, ...others].map((word) => [word, name]);
  }),
);
