import type { Workload } from '../judging/workload.ts';
import { judge } from './judge.ts';
import { outcome } from './outcome.ts';
import { work } from './work.ts';

/** Pipes that run for ever, in small batches, while their sources grow. */
export const stream: Workload = { steps: 24, work, judge, outcome };
