import { DuckDBInstance } from '@duckdb/node-api';

/** A connection to a DuckDB in memory, which reaches for nothing outside. */
export async function connected() {
  const instance = await DuckDBInstance.create(':memory:', {
    threads: '1',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
  });
  const connection = await instance.connect();
  const close = () => {
    connection.closeSync();
    instance.closeSync();
  };
  return { instance, connection, close };
}
