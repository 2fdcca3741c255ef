import type { Workload } from '../judging/workload.ts';
import { judge } from './judge.ts';
import { outcome } from './outcome.ts';
import { work } from './work.ts';

/** Pipes that run once, again and again, over sources that grow. */
export const batch: Workload = { steps: 9, work, judge, outcome };
