import type { FailureRow } from './failureRow.ts';

/** What the machine says on which it runs: files, disks, memory. */
export const machineFailures: readonly FailureRow[] = [
  {
    id: 'machine.busy',
    is: { code: ['EMFILE', 'ENFILE', 'EAGAIN', 'EBUSY', 'ENOMEM'] },
    failureClass: 'transient',
    why: 'The machine had no handle, memory or lock left just then, and others give theirs back.',
  },
  {
    id: 'machine.full',
    is: [{ code: ['ENOSPC', 'EDQUOT'] }, { message: /No space left on device/ }],
    failureClass: 'unknown',
    why: 'The disk is full, until somebody makes room.',
  },
  {
    id: 'machine.denied',
    is: { code: ['EACCES', 'EPERM', 'EROFS'] },
    failureClass: 'permanent',
    why: 'The process is not allowed to, and the next start is the same process.',
  },
  {
    id: 'machine.no_file',
    is: { code: ['ENOENT', 'ENOTDIR', 'EISDIR'] },
    failureClass: 'permanent',
    why: 'There is no such file, and opening it again does not make it.',
  },
  {
    id: 'machine.heap',
    is: [{ name: 'OutOfMemoryError' }, { message: /^Array buffer allocation failed/ }],
    failureClass: 'unknown',
    why: 'Memory ran out: the work is too big, or others had taken too much.',
  },
];
