import type { FailureRow } from './failureRow.ts';

/** What Spark says, by its error conditions and the names of its exceptions. */
export const sparkFailures: readonly FailureRow[] = [
  {
    id: 'spark.same_checkpoint',
    is: [
      { errorClass: ['CONCURRENT_STREAM_LOG_UPDATE', 'CONCURRENT_QUERY'] },
      { message: /another query with same id is already active/ },
    ],
    failureClass: 'unknown',
    why: 'Another run holds the same checkpoint; it may be an old one that is about to end.',
  },
  {
    id: 'spark.session_lost',
    is: [
      {
        errorClass: [
          ...[
            'INVALID_HANDLE.SESSION_CLOSED',
            'INVALID_HANDLE.SESSION_NOT_FOUND',
            'INVALID_HANDLE.SESSION_CHANGED',
          ],
          ...['INVALID_HANDLE.OPERATION_NOT_FOUND', 'INVALID_HANDLE.OPERATION_ABANDONED'],
        ],
      },
      { message: /SparkContext was shut down|stopped SparkContext/ },
    ],
    failureClass: 'transient',
    why: 'The session on the cluster is gone, and a start makes or joins another.',
  },
  {
    id: 'spark.node_lost',
    is: [
      { name: ['FetchFailedException', 'MetadataFetchFailedException'] },
      { message: /ExecutorLostFailure|Lost executor|FetchFailed\(|Slave lost|worker lost/ },
    ],
    failureClass: 'transient',
    why: 'A machine of the cluster went away, and the work can be done on another.',
  },
  {
    id: 'spark.memory',
    is: {
      errorClass: ['UNABLE_TO_ACQUIRE_MEMORY', 'CANNOT_LOAD_STATE_STORE.HDFS_STORE_PROVIDER_OUT_OF_MEMORY'],
    },
    failureClass: 'transient',
    why: 'Others held the memory, and may have given it back.',
  },
  {
    id: 'spark.state_locked',
    is: {
      errorClass: [
        ...[
          'CANNOT_LOAD_STATE_STORE.UNRELEASED_THREAD_ERROR',
          'CANNOT_LOAD_STATE_STORE.UNEXPECTED_FILE_SIZE',
        ],
        ...['CANNOT_WRITE_STATE_STORE'],
      ],
    },
    failureClass: 'transient',
    why: 'State could not be taken over or written just now, and a start loads it from the checkpoint again.',
  },
  {
    id: 'spark.state_unreadable',
    is: { errorClass: 'CANNOT_LOAD_STATE_STORE' },
    failureClass: 'permanent',
    why: 'Files of the state are missing or of another version, so only a clean start can go on.',
  },
  {
    id: 'spark.checkpoint',
    is: {
      errorClass: [
        ...['STREAMING_STATEFUL_OPERATOR_NOT_MATCH_IN_STATE_METADATA', 'BATCH_METADATA_NOT_FOUND'],
        ...['STATE_STORE_KEY_SCHEMA_NOT_COMPATIBLE', 'STATE_STORE_VALUE_SCHEMA_NOT_COMPATIBLE'],
        ...['STATE_STORE_INVALID_CONFIG_AFTER_RESTART', 'STATE_STORE_INVALID_VALUE_SCHEMA_EVOLUTION'],
        ...['STATE_STORE_INVALID_VARIABLE_TYPE_CHANGE', 'STATE_STORE_COLUMN_FAMILY_SCHEMA_INCOMPATIBLE'],
      ],
    },
    failureClass: 'permanent',
    why: 'The checkpoint was written by another shape of the query and does not fit this one.',
  },
  {
    id: 'spark.file_replaced',
    is: { errorClass: 'FAILED_READ_FILE.FILE_NOT_EXIST' },
    failureClass: 'transient',
    why: 'A file was replaced while it was read, and a start lists the files anew.',
  },
  {
    id: 'spark.file_type',
    is: {
      errorClass: [
        'FAILED_READ_FILE.PARQUET_COLUMN_DATA_TYPE_MISMATCH',
        'FAILED_READ_FILE.CANNOT_READ_FILE_FOOTER',
      ],
    },
    failureClass: 'permanent',
    why: 'A file is not what it should be, and is read again by the next start.',
  },
  {
    id: 'spark.analysis',
    is: [
      {
        errorClass: [
          ...['UNRESOLVED_COLUMN', 'COLUMN_NOT_FOUND', 'FIELD_NOT_FOUND', 'TABLE_OR_VIEW_NOT_FOUND'],
          ...['SCHEMA_NOT_FOUND', 'PATH_NOT_FOUND', 'PARSE_SYNTAX_ERROR', 'DATATYPE_MISMATCH'],
        ],
      },
      { name: ['AnalysisException', 'ParseException'] },
    ],
    failureClass: 'permanent',
    why: 'The query names what is not there or does not fit, and will do so again.',
  },
  {
    id: 'spark.write_schema',
    is: { errorClass: 'INCOMPATIBLE_DATA_FOR_TABLE' },
    failureClass: 'permanent',
    why: 'What is written does not fit the columns of the table.',
  },
  {
    id: 'spark.data',
    is: {
      errorClass: [
        ...['CAST_INVALID_INPUT', 'DIVIDE_BY_ZERO', 'ARITHMETIC_OVERFLOW', 'MALFORMED_RECORD_IN_PARSING'],
        ...[
          'MERGE_CARDINALITY_VIOLATION',
          'DUPLICATE_KEY',
          'NOT_NULL_ASSERT_VIOLATION',
          'USER_RAISED_EXCEPTION',
        ],
      ],
    },
    failureClass: 'permanent',
    why: 'A row cannot be worked with, and the next start begins with the same row.',
  },
  {
    id: 'spark.function',
    is: { errorClass: 'FAILED_EXECUTE_UDF' },
    failureClass: 'permanent',
    why: 'A function of the user failed on a row, and the next start begins with the same row.',
  },
  {
    id: 'spark.cancelled',
    is: { errorClass: ['OPERATION_CANCELED', 'SPARK_JOB_CANCELLED'] },
    failureClass: 'unknown',
    why: 'Somebody cancelled the work on the cluster, which says nothing about how it would have gone.',
  },
];
