import type { FailureRow } from './failureRow.ts';

/** What databases say by the classes of the SQL standard, where nothing more telling is known. */
export const sqlFailures: readonly FailureRow[] = [
  {
    id: 'sql.connection',
    is: { sqlState: ['08', '57P', 'HYT'] },
    failureClass: 'transient',
    why: 'The connection to the database failed, timed out or was ended, and another may hold.',
  },
  {
    id: 'sql.rollback',
    is: { sqlState: ['40', '2D521', '55P03'] },
    failureClass: 'transient',
    why: 'The transaction was rolled back because of others, and can be tried again.',
  },
  {
    id: 'sql.resources',
    is: { sqlState: '53' },
    failureClass: 'transient',
    why: 'The database had too little memory or too many connections just then.',
  },
  {
    id: 'sql.io',
    is: { sqlState: '58' },
    failureClass: 'unknown',
    why: 'The database could not read or write its files, and does not say for how long.',
  },
  {
    id: 'sql.denied',
    is: { sqlState: '28' },
    failureClass: 'permanent',
    why: 'The database does not accept the credentials.',
  },
  {
    id: 'sql.statement',
    is: { sqlState: ['42', '0A', '3D', '3F'] },
    failureClass: 'permanent',
    why: 'The statement is wrong, not permitted or not supported, and will be the same again.',
  },
  {
    id: 'sql.data',
    is: { sqlState: ['22', '23', '21', '44'] },
    failureClass: 'permanent',
    why: 'A value cannot be worked with or breaks a rule, and comes again.',
  },
  {
    id: 'sql.general',
    is: { sqlState: ['HY', 'XX'] },
    failureClass: 'unknown',
    why: 'The database gives no reason but a general one.',
  },
];
