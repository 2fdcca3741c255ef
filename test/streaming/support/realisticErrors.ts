import { TimeoutError } from 'rxjs';
import { CheckFailedError } from '../../../lib/data/checks/checkFailedError.ts';
import { brokenCheck } from '../../../lib/data/checks/checkResult.ts';
import { EngineError } from '../../../lib/data/engineError.ts';
import { expects } from '../../../lib/definitions/expects.ts';
import { BlockedByCheckError } from '../../../lib/streaming/microBatches/blockedByCheckError.ts';
import { CaptureLimitError } from '../../../lib/streaming/microBatches/captureLimitError.ts';
import { CaptureLostError } from '../../../lib/streaming/microBatches/captureLostError.ts';
import { CheckpointError } from '../../../lib/streaming/microBatches/checkpointError.ts';
import { QueryTerminatedError } from '../../../lib/streaming/queries/queryTerminatedError.ts';
import { QueryStalledError } from '../../../lib/streaming/supervision/queryStalledError.ts';
import { StalledError } from '../../../operators/failWhenStalled.ts';
import { FencedError } from '../../../operators/fence.ts';
import { TimeoutAbortError } from '../../../operators/timeoutAbortError.ts';

/** An error with fields of its own, as clients make them. */
export const withFields = (message: string, fields: Readonly<Record<string, unknown>>): Error =>
  Object.assign(new Error(message), fields);

const spark = (errorClass: string, text: string, sqlState: string) =>
  withFields(`[${errorClass}] ${text} SQLSTATE: ${sqlState}`, {
    name: 'SparkException',
    errorClass,
    sqlState,
  });
const wire = (message: string) => new Error(message);
const node = (code: string, message: string) => withFields(message, { code });
const sql = (sqlState: string, message: string) => withFields(message, { name: 'DatabaseError', sqlState });
const http = (status: number) => withFields(`Request failed with status code ${status}`, { status });
const failedStream = (message: string) =>
  wire(
    `[STREAM_FAILED] Query [id = 7f3, runId = 01c] terminated with exception: ${message} SQLSTATE: XXKST`,
  );

/** For each known failure errors as they are met, from an object of its client or from its message alone. */
export const realisticErrors: Readonly<Record<string, readonly unknown[]>> = {
  'engine.transient': [new EngineError('conflict', 'expected version 4, got 5')],
  'engine.missing': [new EngineError('not_found', 'expected the table silver.orders, got none')],
  'engine.schema': [new EngineError('schema_mismatch', 'expected a column "amount", got none')],
  'engine.keys': [new EngineError('duplicate_key', 'expected each key once, got o1 twice')],
  'engine.request': [new EngineError('unsupported', 'expected an engine with time travel, got duckdb')],
  'engine.hopeless': [
    new EngineError('unavailable', 'expected the file, got a directory', { transient: false }),
  ],
  'engine.internal': [new EngineError('closed', 'expected an open transaction, got one that is over')],
  late: [
    new TimeoutAbortError('each', 300_000),
    new TimeoutError(),
    new StalledError(300_000),
    new QueryStalledError('orders', 300_000),
  ],
  overtaken: [new FencedError(4, 3)],
  capture: [new CaptureLostError('gold.revenue', 'silver.stores')],
  capture_limit: [new CaptureLimitError('gold.revenue', 'silver.stores', 100_000)],
  check: [
    new CheckFailedError('silver.orders', []),
    new BlockedByCheckError('gold.revenue', brokenCheck('silver.orders', expects.notNull('id'), 'gone')),
  ],
  checkpoint: [
    new CheckpointError('gold.revenue', 'expected silver.orders to be at version 9 or later, got 3'),
  ],
  terminated: [new QueryTerminatedError('orders', { epoch: 3 })],
  stopped: [new DOMException('This operation was aborted', 'AbortError')],
  definition: [withFields('expected a pipe for gold.revenue, got none', { name: 'UnknownPipeError' })],

  'delta.same_checkpoint': [
    wire(
      '[DELTA_CONCURRENT_TRANSACTION] ConcurrentTransactionException: This error occurs when several queries write.',
    ),
  ],
  'delta.conflict': [
    spark('DELTA_CONCURRENT_APPEND.WITH_PARTITION_HINT', 'Transaction conflict detected.', '2D521'),
    failedStream('io.delta.exceptions.ConcurrentAppendException: Files were added to partition [day=3]'),
    wire('py4j: io.delta.exceptions.MetadataChangedException: The metadata of the table has been changed'),
  ],
  'delta.schema_evolved': [
    spark(
      'DELTA_STREAMING_METADATA_EVOLUTION',
      'The schema of your Delta table has changed during streaming.',
      '22000',
    ),
    failedStream(
      '[DELTA_SCHEMA_CHANGED_WITH_VERSION] Detected schema change in version 12: SQLSTATE: KD007',
    ),
  ],
  'delta.schema_incompatible': [
    spark(
      'DELTA_STREAMING_INCOMPATIBLE_SCHEMA_CHANGE_USE_SCHEMA_LOG',
      'Streaming read is not supported.',
      '42KD4',
    ),
  ],
  'delta.schema_mismatch': [
    spark(
      'DELTA_METADATA_MISMATCH.SCHEMA_MISMATCH',
      'A metadata mismatch was detected when writing.',
      '42KDG',
    ),
    spark('DELTA_FAILED_TO_MERGE_FIELDS', "Failed to merge fields 'amount' and 'amount'", '22005'),
  ],
  'delta.constraint': [
    spark('DELTA_NOT_NULL_CONSTRAINT_VIOLATED', 'NOT NULL constraint violated for column: id.', '23502'),
  ],
  'delta.source_changed': [
    spark(
      'DELTA_SOURCE_TABLE_IGNORE_CHANGES',
      'Detected a data update in the source table at version 9.',
      '0A000',
    ),
  ],
  'delta.history_gone': [
    spark(
      'DELTA_LOG_FILE_NOT_FOUND_FOR_STREAMING_SOURCE',
      'It is likely your query is lagging behind.',
      '42K03',
    ),
  ],
  'delta.other_table': [
    spark(
      'DIFFERENT_DELTA_TABLE_READ_BY_STREAMING_SOURCE',
      'It used to read from another Delta table.',
      '55019',
    ),
  ],
  'delta.no_table': [
    spark('DELTA_PATH_DOES_NOT_EXIST', "/lake/x doesn't exist, or is not a Delta table.", '42K03'),
  ],
  'delta.too_new': [
    spark('DELTA_UNSUPPORTED_FEATURES_FOR_READ', 'Unsupported Delta read feature.', '56038'),
  ],

  'spark.same_checkpoint': [
    spark('CONCURRENT_STREAM_LOG_UPDATE', 'Concurrent update to the log.', '40000'),
    wire('Cannot start query with id 7f3 as another query with same id is already active.'),
  ],
  'spark.session_lost': [
    wire(
      '[INVALID_HANDLE.SESSION_NOT_FOUND] The handle 0011 is invalid. Session not found. SQLSTATE: HY000',
    ),
    wire('java.lang.IllegalStateException: Cannot call methods on a stopped SparkContext.'),
  ],
  'spark.node_lost': [
    wire(
      'Job aborted due to stage failure: ExecutorLostFailure (executor 3 exited caused by one of the tasks)',
    ),
    wire('org.apache.spark.shuffle.MetadataFetchFailedException: Missing an output location for shuffle 0'),
  ],
  'spark.memory': [
    spark('UNABLE_TO_ACQUIRE_MEMORY', 'Unable to acquire 65536 bytes of memory, got 0.', '53200'),
  ],
  'spark.state_locked': [
    spark(
      'CANNOT_LOAD_STATE_STORE.UNRELEASED_THREAD_ERROR',
      'RocksDB instance could not be acquired.',
      '58030',
    ),
    spark('CANNOT_WRITE_STATE_STORE.CANNOT_COMMIT', 'Error writing state store files.', '58030'),
  ],
  'spark.state_unreadable': [
    spark('CANNOT_LOAD_STATE_STORE.CANNOT_READ_DELTA_FILE_NOT_EXISTS', '1.delta does not exist.', '58030'),
  ],
  'spark.checkpoint': [
    spark('STREAMING_STATEFUL_OPERATOR_NOT_MATCH_IN_STATE_METADATA', 'The name does not match.', '42K03'),
    spark('STATE_STORE_VALUE_SCHEMA_NOT_COMPATIBLE', 'Provided value schema does not match.', 'XXKST'),
  ],
  'spark.file_replaced': [spark('FAILED_READ_FILE.FILE_NOT_EXIST', 'File does not exist.', 'KD001')],
  'spark.file_type': [
    spark('FAILED_READ_FILE.PARQUET_COLUMN_DATA_TYPE_MISMATCH', 'Data type mismatches.', 'KD001'),
  ],
  'spark.analysis': [
    spark('UNRESOLVED_COLUMN.WITH_SUGGESTION', 'A column with name `amout` cannot be resolved.', '42703'),
    failedStream('[TABLE_OR_VIEW_NOT_FOUND] The table or view `x` cannot be found. SQLSTATE: 42P01'),
    wire('org.apache.spark.sql.AnalysisException: Column x is ambiguous'),
  ],
  'spark.write_schema': [
    spark('INCOMPATIBLE_DATA_FOR_TABLE.CANNOT_SAFELY_CAST', 'Cannot write incompatible data.', 'KD000'),
  ],
  'spark.data': [spark('CAST_INVALID_INPUT', "The value 'x' cannot be cast to INT.", '22018')],
  'spark.function': [spark('FAILED_EXECUTE_UDF', 'User defined function (f) failed.', '39000')],
  'spark.cancelled': [spark('OPERATION_CANCELED', 'Operation has been canceled.', 'HY008')],

  'kafka.data_loss': [
    spark('KAFKA_DATA_LOSS.PARTITIONS_DELETED', 'Some data may have been lost.', '22000'),
    wire('org.apache.kafka.clients.consumer.OffsetOutOfRangeException: Fetch position is out of range'),
  ],
  'kafka.broker': [wire('org.apache.kafka.common.errors.NotLeaderOrFollowerException: not the leader')],
  'kafka.topic': [wire('org.apache.kafka.common.errors.UnknownTopicOrPartitionException: no such topic')],
  'kafka.denied': [wire('org.apache.kafka.common.errors.TopicAuthorizationException: Not authorized')],

  'duckdb.transaction_misused': [
    wire('TransactionContext Error: cannot start a transaction within a transaction'),
    wire('TransactionContext Error: cannot commit - no transaction is active'),
  ],
  'duckdb.conflict': [
    wire('TransactionContext Error: Conflict on update!'),
    wire('TransactionContext Error: Conflict on tuple deletion!'),
    wire('TransactionContext Error: Catalog write-write conflict on alter with "a"'),
    wire(
      'TransactionContext Error: Failed to commit: PRIMARY KEY or UNIQUE constraint violation: duplicate key "1"',
    ),
    wire('TransactionContext Error: Current transaction is aborted (please ROLLBACK)'),
  ],
  'duckdb.locked': [
    wire(
      'IO Error: Could not set lock on file "/data/a.db": Conflicting lock is held in /usr/bin/node (PID 14).',
    ),
  ],
  'duckdb.damaged': [
    wire('IO Error: The file "/data/bad.db" exists, but it is not a valid DuckDB database file!'),
    wire('Serialization Error: Failed to deserialize: field id mismatch'),
  ],
  'duckdb.invalidated': [
    wire('FATAL Error: Failed: database has been invalidated because of a previous fatal error.'),
  ],
  'duckdb.no_files': [wire('IO Error: No files found that match the pattern "/in/*.csv"')],
  'duckdb.no_path': [wire('IO Error: Cannot open file "/none/y.db": No such file or directory')],
  'duckdb.memory': [
    wire('Out of Memory Error: could not allocate block of size 256.0 KiB (18.9 MiB/19.0 MiB used)'),
  ],
  'duckdb.statement': [
    wire('Catalog Error: Table with name nope does not exist!\nDid you mean "pg_enum"?'),
    wire('Binder Error: Referenced column "nope" not found in FROM clause!'),
    wire('Parser Error: syntax error at or near "selec"'),
  ],
  'duckdb.data': [
    wire("Conversion Error: Could not convert string 'x' to INT32"),
    wire('Out of Range Error: Overflow in addition of INT64 (9223372036854775807 + 1)!'),
  ],
  'duckdb.constraint': [
    wire('Constraint Error: Duplicate key "k: 1" violates primary key constraint.'),
    wire('Constraint Error: NOT NULL constraint failed: t.v'),
  ],
  'duckdb.denied': [
    wire('Permission Error: Cannot access file "/etc/passwd" - file system operations are disabled'),
  ],
  'duckdb.extension': [
    wire('Missing Extension Error: File s3://x/y.parquet requires the extension httpfs to be loaded'),
    wire('IO Error: Extension "/home/u/.duckdb/spatial.duckdb_extension" not found.'),
  ],
  'duckdb.disconnected': [wire('Failed to query: connection disconnected')],
  'duckdb.interrupted': [wire('INTERRUPT Error: Interrupted!')],
  'duckdb.internal': [wire('INTERNAL Error: Attempted to access index 3 within vector of size 3')],

  'network.certificate': [
    new TypeError('fetch failed', { cause: node('CERT_HAS_EXPIRED', 'certificate has expired') }),
    wire('javax.net.ssl.SSLHandshakeException: PKIX path building failed'),
  ],
  'network.connection': [
    node('ECONNRESET', 'socket hang up'),
    wire('connect ECONNREFUSED 127.0.0.1:5432'),
    withFields('other side closed', { name: 'SocketError', code: 'UND_ERR_SOCKET' }),
    wire('java.net.ConnectException: Connection refused'),
  ],
  'network.timeout': [
    node('ETIMEDOUT', 'connect ETIMEDOUT 10.0.0.1:443'),
    wire('org.apache.kafka.common.errors.TimeoutException: Timed out waiting for a node assignment'),
    wire('java.net.SocketTimeoutException: Read timed out'),
  ],
  'network.name_service': [node('EAI_AGAIN', 'getaddrinfo EAI_AGAIN warehouse')],
  'network.name': [
    new TypeError('fetch failed', { cause: node('ENOTFOUND', 'getaddrinfo ENOTFOUND nope.invalid') }),
    wire('java.net.UnknownHostException: nope.invalid'),
  ],
  'network.call_unavailable': [
    withFields('14 UNAVAILABLE: No connection established', {
      code: 14,
      details: 'No connection established',
    }),
    wire('io.grpc.StatusRuntimeException: DEADLINE_EXCEEDED: deadline exceeded after 59s'),
    wire('[unavailable] connect failed'),
  ],
  'network.call_denied': [
    withFields('16 UNAUTHENTICATED: token expired', { code: 16 }),
    wire('[permission_denied] not yours'),
  ],
  'network.fetch': [new TypeError('fetch failed')],

  'auth.expired': [withFields('The provided token has expired.', { name: 'ExpiredToken' })],
  'auth.denied': [
    http(401),
    withFields('Forbidden', { $metadata: { httpStatusCode: 403 } }),
    wire('java.nio.file.AccessDeniedException: s3a://lake: 403 Forbidden'),
    withFields('denied', { name: 'AccessDenied' }),
  ],
  'http.busy': [http(429), withFields('Please reduce your request rate.', { name: 'SlowDown' })],
  'http.gateway': [
    http(503),
    withFields('Bad Gateway', { response: { status: 502 } }),
    wire("HTTP Error: HTTP GET error on 'https://x/y.parquet' (HTTP 504)"),
  ],
  'http.conflict': [withFields('Precondition Failed', { statusCode: 412 })],
  'http.missing': [http(404), withFields('The specified bucket does not exist', { name: 'NoSuchBucket' })],
  'http.request': [http(422)],
  'http.server': [http(500)],

  'machine.busy': [node('EMFILE', 'EMFILE: too many open files, open a.csv')],
  'machine.full': [
    node('ENOSPC', 'ENOSPC: no space left on device, write'),
    wire('java.io.IOException: No space left on device'),
  ],
  'machine.denied': [node('EACCES', "EACCES: permission denied, open '/data/a.csv'")],
  'machine.no_file': [node('ENOENT', "ENOENT: no such file or directory, open '/none'")],
  'machine.heap': [
    wire('java.lang.OutOfMemoryError: Java heap space'),
    new RangeError('Array buffer allocation failed'),
  ],

  'sql.connection': [
    sql('08006', 'server closed the connection unexpectedly'),
    sql('57P01', 'terminating connection due to administrator command'),
    sql('HYT00', 'Timeout expired'),
  ],
  'sql.rollback': [
    sql('40001', 'could not serialize access due to concurrent update'),
    sql('40P01', 'deadlock detected'),
  ],
  'sql.resources': [sql('53300', 'sorry, too many clients already')],
  'sql.io': [sql('58030', 'could not read block 3 in file')],
  'sql.denied': [sql('28P01', 'password authentication failed for user "x"')],
  'sql.statement': [
    sql('42P01', 'relation "x" does not exist'),
    wire('[NEW_CONDITION] Not there. SQLSTATE: 0A000'),
  ],
  'sql.data': [sql('22P02', 'invalid input syntax for type integer'), sql('23505', 'duplicate key value')],
  'sql.general': [sql('HY000', 'General error'), failedStream('boom')],

  'code.handler': [
    spark('FOREACH_BATCH_USER_FUNCTION_ERROR', 'An error occurred in the user function.', '39000'),
  ],
  'code.fault': [
    new TypeError("Cannot read properties of undefined (reading 'amount')"),
    new ReferenceError('amout is not defined'),
    withFields('1 == 2', { name: 'AssertionError', code: 'ERR_ASSERTION' }),
  ],
  'code.jvm': [
    wire('Task not serializable: java.io.NotSerializableException: Main'),
    wire('java.lang.NullPointerException'),
  ],
  'code.python': [
    wire('Traceback (most recent call last): KeyError: amount'),
    wire("ModuleNotFoundError: No module named 'x'"),
  ],
};
