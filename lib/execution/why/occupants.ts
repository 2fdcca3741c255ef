import type { RunRecord } from '../runRecord.ts';
import type { WhyStep } from './whyStep.ts';

/** A pipe that had a slot, and for how long. */
export interface Occupant {
  readonly pipeId: string;
  readonly ms: number;
}

/** Those who had the slots: the first of them, and how many there are. */
export interface Occupants {
  readonly slots?: readonly Occupant[];
  readonly slotCount?: number;
}

const SHOWN = 20;

/** Who had the slots while the first of the steps had none; or has them now, where a step waits for one. */
export function occupants(run: RunRecord, steps: readonly WhyStep[], at: number): Occupants {
  const [asked] = steps;
  if (asked?.status === 'waiting') return steps.some(isReady) ? told(running(run, at)) : {};
  if (asked === undefined || !('wait' in asked) || !asked.wait.slotMs) return {};
  const { wait, startedAt: to, pipeId } = asked;
  return told(ranWithin(run, wait.readyAt ?? to, to).filter((one) => one.pipeId !== pipeId));
}

const isReady = (step: WhyStep): boolean => step.status === 'waiting' && step.wait.waitsFor.length === 0;

function told(all: readonly Occupant[]): Occupants {
  const slots = all.toSorted((one, other) => other.ms - one.ms).slice(0, SHOWN);
  return { slots, slotCount: all.length };
}

/** Those that run, since they started. */
const running = (run: RunRecord, at: number): readonly Occupant[] =>
  run.pipeIds.flatMap((pipeId) => {
    const state = run.stateOf(pipeId);
    return state.status === 'running' ? [{ pipeId, ms: at - state.startedAt }] : [];
  });

/** Those that ran in a span of time, as far as it lies in there. */
const ranWithin = (run: RunRecord, from: number, to: number): readonly Occupant[] =>
  run.pipeIds.flatMap((pipeId) => {
    const state = run.stateOf(pipeId);
    if (!('startedAt' in state) || state.startedAt === undefined) return [];
    const end = 'endedAt' in state ? state.endedAt : to;
    const ms = Math.min(end, to) - Math.max(state.startedAt, from);
    return ms > 0 ? [{ pipeId, ms }] : [];
  });
