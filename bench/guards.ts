import * as t from 'io-ts';
import { compileGuard } from 'rekindle';
import { z } from 'zod';
import { type Row, sink } from './compare.ts';

const AfterPipe = t.type({
  runId: t.string,
  pipeId: t.string,
  pipeName: t.string,
  durationSeconds: t.number,
  rowsProcessed: t.number,
  attempts: t.number,
  tags: t.readonlyArray(t.string),
});

const ZodAfterPipe = z.object({
  runId: z.string(),
  pipeId: z.string(),
  pipeName: z.string(),
  durationSeconds: z.number(),
  rowsProcessed: z.number(),
  attempts: z.number(),
  tags: z.array(z.string()),
});

const payload = {
  runId: 'r1',
  pipeId: 'silver.orders',
  pipeName: 'orders',
  durationSeconds: 1.5,
  rowsProcessed: 120,
  attempts: 1,
  tags: ['finance', 'daily'],
};

const times = (holds: (value: unknown) => boolean) => (n: number) => {
  for (let i = 0; i < n; i++) if (holds(payload)) sink.seen++;
};

export const guards: readonly Row[] = [
  {
    bench: 'guard-iots',
    ours: 'compiled guard, 7 fields',
    rival: 'io-ts is',
    goal: 0.15,
    contest: () => ({ ours: times(compileGuard(AfterPipe)), rival: times((value) => AfterPipe.is(value)) }),
  },
  {
    bench: 'guard-zod',
    ours: 'compiled guard, 7 fields',
    rival: 'zod 4 safeParse',
    goal: 0.3,
    contest: () => ({
      ours: times(compileGuard(AfterPipe)),
      rival: times((value) => ZodAfterPipe.safeParse(value).success),
    }),
  },
];
