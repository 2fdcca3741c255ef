export type { Abortion } from './abortable.ts';
export { type AbortGroup, type AbortMember, abortGroup } from './abortGroup.ts';
export {
  type Backoff,
  constant,
  type ExponentialOptions,
  exponential,
  type JitteredOptions,
  jittered,
  type SpreadOptions,
  spread,
} from './backoff.ts';
export { CancelledError } from './cancelledError.ts';
export {
  type Coalesced,
  type CoalescePerKeyOptions,
  type CollectNotice,
  coalescePerKey,
} from './coalescePerKey.ts';
export { DependencyCircleError, type DependencyGraph } from './dependencyGraph.ts';
export type { DropNotice } from './dropNotices.ts';
export { type EveryNthOptions, everyNth } from './everyNth.ts';
export { type FailWhenStalledOptions, failWhenStalled, StalledError } from './failWhenStalled.ts';
export { fallsBehind, type Pace } from './fallsBehind.ts';
export { type Fence, FencedError, type FenceOptions, fence } from './fence.ts';
export type { Turn } from './givenTurn.ts';
export type { Health } from './health.ts';
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
export { type RecoverOptions, recover } from './recover.ts';
export type {
  FailureClass,
  RecoveryAttempt,
  RecoveryFailed,
  RecoveryFailure,
  RecoveryGivenUp,
  RecoveryNotice,
  RecoveryWaiting,
} from './recoveryNotice.ts';
export { flinkExponential, kindling, kubernetes, otp, sparkDeclarative } from './recoveryPresets.ts';
export { type RecoverySlots, type RecoverySlotsOptions, recoverySlots } from './recoverySlots.ts';
export { alert, ignore, type RecoveryStrategy, type RecoveryVerdict, restart } from './recoveryStrategy.ts';
export type { ReplacementFailure } from './replacing.ts';
export { type ReportOutcomeOptions, reportOutcome } from './reportOutcome.ts';
export {
  type RestartIntensity,
  RestartIntensityError,
  type RestartIntensityOptions,
  restartIntensity,
} from './restartIntensity.ts';
export { type RestartWhenOptions, restartWhen } from './restartWhen.ts';
export { type RetryBudget, retryBudget } from './retryBudget.ts';
export { type RetryNotice, type RetryWithBackoffOptions, retryWithBackoff } from './retryWithBackoff.ts';
export { type RunGenerationsOptions, runGenerations } from './runGenerations.ts';
export { type RunReadyOptions, runReady } from './runReady.ts';
export { type Settlement, settle } from './settle.ts';
export {
  type SilenceClock,
  type SilenceClockOptions,
  type SilentMember,
  silenceClock,
} from './silenceClock.ts';
export { type StopGracefullyOptions, stopGracefully } from './stopGracefully.ts';
export { type SummarizeOptions, type Summary, summarize } from './summarize.ts';
export { type TakeTurnsOptions, takeTurns } from './takeTurns.ts';
export { type TimeoutAbortOptions, timeoutAbort } from './timeoutAbort.ts';
export { TimeoutAbortError } from './timeoutAbortError.ts';
export { type Turnstile, type TurnstileOptions, turnstile } from './turnstile.ts';
export { type WatchdogOptions, watchdog } from './watchdog.ts';
