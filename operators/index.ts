export type { Abortion } from './abortable.ts';
export { type AbortGroup, type AbortMember, abortGroup } from './abortGroup.ts';
export {
  type Backoff,
  constant,
  type ExponentialOptions,
  exponential,
  type JitteredOptions,
  jittered,
} from './backoff.ts';
export { CancelledError } from './cancelledError.ts';
export {
  type Coalesced,
  type CoalescePerKeyOptions,
  type CollectNotice,
  coalescePerKey,
} from './coalescePerKey.ts';
export { DependencyCircleError } from './dependencyGraph.ts';
export type { DropNotice } from './dropNotices.ts';
export { type EveryNthOptions, everyNth } from './everyNth.ts';
export type { WaitNotice } from './keyedWork.ts';
export { limit } from './limit.ts';
export {
  type OffloadHandler,
  type OffloadOptions,
  type OffloadOverflow,
  OffloadOverflowError,
  offload,
} from './offload.ts';
export { type OneMorePerKeyOptions, oneMorePerKey } from './oneMorePerKey.ts';
export { type PollChangesOptions, pollChanges } from './pollChanges.ts';
export type { MemberOptions } from './readyPlan.ts';
export { type ReportOutcomeOptions, reportOutcome } from './reportOutcome.ts';
export { type RetryBudget, retryBudget } from './retryBudget.ts';
export { type RetryNotice, type RetryWithBackoffOptions, retryWithBackoff } from './retryWithBackoff.ts';
export { type RunGenerationsOptions, runGenerations } from './runGenerations.ts';
export { type RunReadyOptions, runReady } from './runReady.ts';
export { type Settlement, settle } from './settle.ts';
export { type StopGracefullyOptions, stopGracefully } from './stopGracefully.ts';
export { type SummarizeOptions, type Summary, summarize } from './summarize.ts';
export { type TimeoutAbortOptions, timeoutAbort } from './timeoutAbort.ts';
export { TimeoutAbortError } from './timeoutAbortError.ts';
