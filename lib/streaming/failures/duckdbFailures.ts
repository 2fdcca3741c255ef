import type { FailureRow } from './failureRow.ts';

/** What DuckDB says. Its errors have neither code nor class, only a kind in front of the message. */
export const duckdbFailures: readonly FailureRow[] = [
  {
    id: 'duckdb.transaction_misused',
    is: {
      message: /^TransactionContext Error: .*(transaction within a transaction|no transaction is active)/,
    },
    failureClass: 'permanent',
    why: 'Transactions are begun or ended where they should not be, which is a fault of the code.',
  },
  {
    id: 'duckdb.conflict',
    is: { message: /^TransactionContext Error: / },
    failureClass: 'transient',
    why: 'Another transaction wrote in between, and a new transaction starts from what it left.',
  },
  {
    id: 'duckdb.locked',
    is: { message: /^IO Error: Could not set lock on file/ },
    failureClass: 'transient',
    why: 'Another process has the file open, and may close it.',
  },
  {
    id: 'duckdb.damaged',
    is: { message: /^(Serialization Error: |IO Error: .*not a valid DuckDB database file)/ },
    failureClass: 'permanent',
    why: 'The file cannot be read as a database, however often it is opened.',
  },
  {
    id: 'duckdb.invalidated',
    is: { message: /^FATAL Error: |database has been invalidated/ },
    failureClass: 'permanent',
    why: 'The open database is out of use after an earlier fault until the process opens it anew.',
  },
  {
    id: 'duckdb.no_files',
    is: { message: /^IO Error: No files found that match the pattern/ },
    failureClass: 'unknown',
    why: 'No file is there to be read, or none yet.',
  },
  {
    id: 'duckdb.no_path',
    is: { message: /^IO Error: Cannot open file .*No such file or directory/ },
    failureClass: 'permanent',
    why: 'The folder of the file is not there, and opening it again does not make it.',
  },
  {
    id: 'duckdb.memory',
    is: { message: /^Out of Memory Error: / },
    failureClass: 'transient',
    why: 'All queries share one limit of memory, and others may have given theirs back.',
  },
  {
    id: 'duckdb.statement',
    is: { message: /^(Catalog|Binder|Parser|Syntax) Error: / },
    failureClass: 'permanent',
    why: 'The statement names what is not there or is no SQL, and will be the same again.',
  },
  {
    id: 'duckdb.data',
    is: { message: /^(Conversion|Out of Range|Invalid Input|Mismatch Type|Invalid Type) Error: / },
    failureClass: 'permanent',
    why: 'A value cannot be worked with, and the same value comes again.',
  },
  {
    id: 'duckdb.constraint',
    is: { message: /^Constraint Error: / },
    failureClass: 'permanent',
    why: 'A row breaks a rule of the table, and the same row comes again.',
  },
  {
    id: 'duckdb.denied',
    is: { message: /^Permission Error: / },
    failureClass: 'permanent',
    why: 'The database is not allowed to reach it, and stays so configured.',
  },
  {
    id: 'duckdb.extension',
    is: {
      message: /^((Missing Extension|Extension Autoloading|Not implemented) Error: |IO Error: Extension )/,
    },
    failureClass: 'permanent',
    why: 'An extension that is needed is not there, and is not installed by starting again.',
  },
  {
    id: 'duckdb.disconnected',
    is: { message: /^(Connection Error: |.*: connection disconnected$)/ },
    failureClass: 'transient',
    why: 'The connection was closed, and a start opens another.',
  },
  {
    id: 'duckdb.interrupted',
    is: { message: /^INTERRUPT Error: / },
    failureClass: 'unknown',
    why: 'Somebody interrupted the statement, which says nothing about how it would have gone.',
  },
  {
    id: 'duckdb.internal',
    is: { message: /^INTERNAL Error: / },
    failureClass: 'unknown',
    why: 'The database met what it did not expect, with these rows or by bad luck.',
  },
];
