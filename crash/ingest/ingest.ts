import type { Workload } from '../judging/workload.ts';
import { arrivals } from './arrivals.ts';
import { judge, outcome } from './judge.ts';
import { work } from './work.ts';

/** Files that arrive while they are taken in, bad ones and bad rows among them. */
export const ingest: Workload = { steps: 40, work, judge, outcome, arrivals };
