export { DependencyCircleError } from './dependencyGraph.ts';
export type { DropNotice } from './dropNotices.ts';
export { type EveryNthOptions, everyNth } from './everyNth.ts';
export {
  type OffloadHandler,
  type OffloadOptions,
  type OffloadOverflow,
  OffloadOverflowError,
  offload,
} from './offload.ts';
export type { MemberOptions } from './readyPlan.ts';
export { type RunGenerationsOptions, runGenerations } from './runGenerations.ts';
export { type RunReadyOptions, runReady } from './runReady.ts';
export { type SummarizeOptions, type Summary, summarize } from './summarize.ts';
