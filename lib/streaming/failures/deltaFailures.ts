import type { FailureRow } from './failureRow.ts';

/** What Delta Lake says, by its error classes and the names of its exceptions. */
export const deltaFailures: readonly FailureRow[] = [
  {
    id: 'delta.same_checkpoint',
    is: [{ errorClass: 'DELTA_CONCURRENT_TRANSACTION' }, { name: 'ConcurrentTransactionException' }],
    failureClass: 'unknown',
    why: 'Another run writes with the same checkpoint; it may be an old one that is about to end.',
  },
  {
    id: 'delta.conflict',
    is: [
      {
        errorClass: [
          ...['DELTA_CONCURRENT_APPEND', 'DELTA_CONCURRENT_DELETE_READ', 'DELTA_CONCURRENT_DELETE_DELETE'],
          ...['DELTA_CONCURRENT_WRITE', 'DELTA_METADATA_CHANGED', 'DELTA_PROTOCOL_CHANGED'],
        ],
      },
      {
        name: [
          ...[
            'ConcurrentAppendException',
            'ConcurrentDeleteReadException',
            'ConcurrentDeleteDeleteException',
          ],
          ...['ConcurrentWriteException', 'MetadataChangedException', 'ProtocolChangedException'],
        ],
      },
    ],
    failureClass: 'transient',
    why: 'Somebody else committed first; against the new version the commit may go through.',
  },
  {
    id: 'delta.schema_evolved',
    is: {
      errorClass: [
        ...['DELTA_STREAMING_METADATA_EVOLUTION', 'DELTA_STREAMING_SCHEMA_MISMATCH_ON_RESTART'],
        ...['DELTA_SCHEMA_CHANGED', 'DELTA_SCHEMA_CHANGED_WITH_VERSION'],
        ...['DELTA_SCHEMA_CHANGED_WITH_STARTING_OPTIONS'],
      ],
    },
    failureClass: 'transient',
    why: 'A stream stops when its source gets another schema, and reads with the new one once started anew.',
  },
  {
    id: 'delta.schema_incompatible',
    is: {
      errorClass: [
        ...[
          'DELTA_STREAMING_INCOMPATIBLE_SCHEMA_CHANGE',
          'DELTA_STREAMING_INCOMPATIBLE_SCHEMA_CHANGE_USE_SCHEMA_LOG',
        ],
        ...['DELTA_STREAMING_CANNOT_CONTINUE_PROCESSING_POST_SCHEMA_EVOLUTION'],
      ],
    },
    failureClass: 'permanent',
    why: 'A column was renamed, dropped or retyped, which a stream does not read on without consent.',
  },
  {
    id: 'delta.schema_mismatch',
    is: {
      errorClass: [
        ...['DELTA_METADATA_MISMATCH', 'DELTA_FAILED_TO_MERGE_FIELDS', 'DELTA_COLUMN_NOT_FOUND'],
        ...['DELTA_COLUMN_NOT_FOUND_IN_MERGE', 'DELTA_COLUMN_NOT_FOUND_IN_SCHEMA'],
      ],
    },
    failureClass: 'permanent',
    why: 'What is written has other columns than the table, and will have them the next time.',
  },
  {
    id: 'delta.constraint',
    is: {
      errorClass: [
        ...['DELTA_NOT_NULL_CONSTRAINT_VIOLATED', 'DELTA_MISSING_NOT_NULL_COLUMN_VALUE'],
        ...[
          'DELTA_VIOLATE_CONSTRAINT_WITH_VALUES',
          'DELTA_MULTIPLE_SOURCE_ROW_MATCHING_TARGET_ROW_IN_MERGE',
        ],
      ],
    },
    failureClass: 'permanent',
    why: 'The rows break a rule of the table, and the same rows come again.',
  },
  {
    id: 'delta.source_changed',
    is: { errorClass: ['DELTA_SOURCE_TABLE_IGNORE_CHANGES', 'DELTA_SOURCE_IGNORE_DELETE'] },
    failureClass: 'permanent',
    why: 'Rows of the source were updated or deleted, and the stream only reads what is appended.',
  },
  {
    id: 'delta.history_gone',
    is: {
      errorClass: [
        ...['DELTA_LOG_FILE_NOT_FOUND_FOR_STREAMING_SOURCE', 'DELTA_MISSING_FILES_UNEXPECTED_VERSION'],
        ...['DELTA_TRUNCATED_TRANSACTION_LOG', 'DELTA_VERSION_NOT_FOUND', 'DELTA_LOG_FILE_NOT_FOUND'],
      ],
    },
    failureClass: 'permanent',
    why: 'The versions where the checkpoint stands were cleaned away, so only a clean start can go on.',
  },
  {
    id: 'delta.other_table',
    is: { errorClass: 'DIFFERENT_DELTA_TABLE_READ_BY_STREAMING_SOURCE' },
    failureClass: 'permanent',
    why: 'The checkpoint belongs to a table that was replaced by another of the same name.',
  },
  {
    id: 'delta.no_table',
    is: { errorClass: ['DELTA_TABLE_NOT_FOUND', 'DELTA_PATH_DOES_NOT_EXIST', 'DELTA_NOT_A_DELTA_TABLE'] },
    failureClass: 'permanent',
    why: 'There is no such table, and starting again does not make it.',
  },
  {
    id: 'delta.too_new',
    is: {
      errorClass: [
        ...['DELTA_INVALID_PROTOCOL_VERSION', 'DELTA_UNSUPPORTED_FEATURES_FOR_READ'],
        ...['DELTA_UNSUPPORTED_FEATURES_FOR_WRITE'],
      ],
    },
    failureClass: 'permanent',
    why: 'The table needs features that this version of Delta Lake does not have.',
  },
];
