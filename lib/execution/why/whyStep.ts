import { failureOf } from '../../signals/failureOf.ts';
import type { CancelledPipe, PipeState, SkippedPipe } from '../pipeState.ts';
import { skippedVia } from './skippedVia.ts';
import { type RunMoment, type WhyWait, waitOf } from './whyWait.ts';

/** Where one pipe is, and what it waited for, as plain data. */
export type WhyStep =
  | { readonly status: 'waiting'; readonly pipeId: string; readonly wait: WhyWait }
  | {
      readonly status: 'running';
      readonly pipeId: string;
      readonly startedAt: number;
      readonly wait: WhyWait;
    }
  | {
      readonly status: 'succeeded';
      readonly pipeId: string;
      readonly startedAt: number;
      readonly endedAt: number;
      readonly attempts: number;
      readonly rows: number;
      readonly wait: WhyWait;
    }
  | {
      readonly status: 'failed';
      readonly pipeId: string;
      readonly startedAt: number;
      readonly endedAt: number;
      readonly attempts: number;
      readonly error: string;
      readonly errorType: string;
      readonly wait: WhyWait;
    }
  | (Omit<SkippedPipe, 'startedAt'> & {
      readonly startedAt?: number;
      /** The pipe whose output it reads through which the failure of `upstream` came to it. */
      readonly via?: string;
    })
  | (Omit<CancelledPipe, 'startedAt'> & {
      readonly startedAt?: number;
      /** What broke the run, if that is why. */
      readonly error?: string;
      readonly errorType?: string;
    });

/** A state as a step, without what is no plain data. */
export function whyStep(state: PipeState, moment: RunMoment): WhyStep {
  const { status, pipeId } = state;
  const waitUntil = (until: number) => waitOf(pipeId, until, moment);
  switch (status) {
    case 'waiting':
      return { status, pipeId, wait: waitUntil(moment.at) };
    case 'running': {
      const { startedAt } = state;
      return { status, pipeId, startedAt, wait: waitUntil(startedAt) };
    }
    case 'succeeded': {
      const { startedAt, endedAt, attempts, rows } = state;
      return { status, pipeId, startedAt, endedAt, attempts, rows, wait: waitUntil(startedAt) };
    }
    case 'failed':
      return { ...state, ...failureOf(state.error), wait: waitUntil(state.startedAt) };
    case 'skipped': {
      const { startedAt, ...told } = state;
      const { upstream } = state;
      const via = upstream === undefined ? undefined : skippedVia(pipeId, upstream, moment.run);
      return {
        ...told,
        ...(startedAt === undefined ? {} : { startedAt }),
        ...(via === undefined ? {} : { via }),
      };
    }
    case 'cancelled': {
      const { startedAt, ...told } = state;
      const { error } = moment.run;
      return {
        ...told,
        ...(startedAt === undefined ? {} : { startedAt }),
        ...(error === undefined ? {} : failureOf(error)),
      };
    }
  }
}
