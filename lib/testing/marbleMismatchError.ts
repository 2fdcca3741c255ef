import type { Mismatch } from './mismatch.ts';

/** What was received is not what the marbles say; the message draws both on one time grid. */
export class MarbleMismatchError extends Error {
  override readonly name = 'MarbleMismatchError';
  /** The drawing of what was expected. */
  readonly expected: string;
  /** The drawing of what was received. */
  readonly received: string;
  /** The first frame at which they differ. */
  readonly frame: number;

  constructor({ subject, frame, expected, received, picture }: Mismatch, others = 0) {
    const more = others === 0 ? [] : ['', `and ${others} more ${plural(others)} of this test failed`];
    super([`${subject} differ at ${frame}ms`, '', ...picture, ...more].join('\n'));
    this.expected = expected;
    this.received = received;
    this.frame = frame;
  }
}

function plural(count: number): string {
  return count === 1 ? 'expectation' : 'expectations';
}
