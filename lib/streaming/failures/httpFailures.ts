import type { FailureRow } from './failureRow.ts';

/** What web services and stores of objects answer, by status or name. */
export const httpFailures: readonly FailureRow[] = [
  {
    id: 'auth.expired',
    is: [
      { name: ['ExpiredToken', 'ExpiredTokenException'] },
      { code: ['ExpiredToken', 'ExpiredTokenException'] },
    ],
    failureClass: 'transient',
    why: 'The credentials ran out, and a start asks for fresh ones.',
  },
  {
    id: 'auth.denied',
    is: [
      { status: [401, 403, 407] },
      { name: ['AccessDenied', 'AccessDeniedException', 'AccessControlException', 'InvalidAccessKeyId'] },
    ],
    failureClass: 'permanent',
    why: 'The credentials are wrong or do not allow it, and starting again uses the same ones.',
  },
  {
    id: 'http.busy',
    is: [
      { status: [408, 425, 429] },
      { name: ['SlowDown', 'ThrottlingException', 'TooManyRequestsException'] },
    ],
    failureClass: 'transient',
    why: 'There were too many requests at once, and after a while they are let through.',
  },
  {
    id: 'http.gateway',
    is: { status: [502, 503, 504] },
    failureClass: 'transient',
    why: 'The service behind the address is being restarted or overloaded.',
  },
  {
    id: 'http.conflict',
    is: { status: [409, 412] },
    failureClass: 'transient',
    why: 'Somebody else wrote first, and the next try starts from what they wrote.',
  },
  {
    id: 'http.missing',
    is: [{ status: [404, 410] }, { name: ['NoSuchBucket', 'NoSuchKey'] }],
    failureClass: 'permanent',
    why: 'There is nothing at the address, and asking again does not put it there.',
  },
  {
    id: 'http.request',
    is: { status: [400, 405, 406, 411, 413, 414, 415, 422] },
    failureClass: 'permanent',
    why: 'The service does not understand the request, which will be the same again.',
  },
  {
    id: 'http.server',
    is: { status: 500 },
    failureClass: 'unknown',
    why: 'The service failed, by bad luck or because of what was asked.',
  },
];
