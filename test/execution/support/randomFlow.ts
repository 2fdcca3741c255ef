import fc from 'fast-check';
import {
  concat,
  defer,
  EMPTY,
  fromEvent,
  ignoreElements,
  NEVER,
  type Observable,
  of,
  takeUntil,
  throwError,
  timer,
} from 'rxjs';
import type { PipeContext } from '../../../lib/definitions/pipeContext.ts';
import type { FlowPipe } from './flow.ts';

/** What becomes of a pipe once its time is up. `hangs` for ever; `obeys` hangs until it is told to end. */
export type Way =
  | 'ends'
  | 'fails'
  | 'recovers'
  | 'throws'
  | 'hangs'
  | 'obeys'
  | 'has no data'
  | 'is vetoed';

export interface RandomPipe {
  readonly id: string;
  readonly reads: readonly string[];
  readonly way: Way;
  readonly takes: number;
  readonly writes: boolean;
  readonly settings: Pick<FlowPipe, 'weight' | 'pool' | 'priority' | 'timeout'> & {
    readonly retry: number;
  };
}

export const pools: Readonly<Record<string, number>> = { x: 1, y: 2 };

const ways: readonly Way[] = [
  'ends',
  'fails',
  'recovers',
  'throws',
  'hangs',
  'obeys',
  'has no data',
  'is vetoed',
];

/** Pipes in random order, each of which reads some of those that come before it in another order. */
export const randomPipes: fc.Arbitrary<readonly RandomPipe[]> = fc
  .array(
    fc.record({
      // Ending well is as likely as all else together.
      way: fc.oneof(fc.constant<Way>('ends'), fc.constantFrom(...ways)),
      takes: fc.nat(5),
      writes: fc.boolean(),
      picks: fc.array(fc.nat(), { maxLength: 4 }),
      weight: fc.integer({ min: 1, max: 4 }),
      pool: fc.constantFrom('x', 'y', undefined),
      priority: fc.integer({ min: -1, max: 1 }),
      timeout: fc.option(fc.integer({ min: 1, max: 6 }), { nil: undefined }),
      retry: fc.nat(2),
    }),
    { maxLength: 12, size: 'max' },
  )
  .map((pipes) =>
    pipes.map(({ picks, pool, timeout, retry, weight, priority, ...pipe }, i) => ({
      ...pipe,
      id: `p${i}`,
      reads: i === 0 ? ['outside'] : [...new Set(picks.map((pick) => `p${pick % i}`))],
      settings: { weight, priority, retry, ...(pool && { pool }), ...(timeout && { timeout }) },
    })),
  )
  .chain((pipes) => fc.shuffledSubarray([...pipes], { minLength: pipes.length }));

/** What a body does in one of its attempts. */
export function bodyOf(
  { way, takes }: RandomPipe,
  attempt: number,
  { signal, scheduler }: PipeContext,
): Observable<never> {
  const broken = () => new Error(`broken in attempt ${attempt}`);
  const time$ = takes === 0 ? EMPTY : timer(takes, scheduler).pipe(ignoreElements());
  switch (way) {
    case 'throws':
      throw broken();
    case 'fails':
      return concat(time$, throwError(broken));
    case 'recovers':
      return attempt === 1 ? concat(time$, throwError(broken)) : time$;
    case 'hangs':
      return NEVER;
    case 'obeys':
      return NEVER.pipe(takeUntil(defer(() => (signal.aborted ? of(1) : fromEvent(signal, 'abort')))));
    default:
      return time$;
  }
}
