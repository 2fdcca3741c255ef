import { batch } from '../batch/batch.ts';
import { ingest } from '../ingest/ingest.ts';
import type { Workload } from '../judging/workload.ts';
import { stream } from '../stream/stream.ts';

/** All that there is to be killed. */
export const workloads = { batch, stream, ingest } as const satisfies Readonly<Record<string, Workload>>;

export type WorkloadName = keyof typeof workloads;

export const workloadNames = Object.keys(workloads) as readonly WorkloadName[];
