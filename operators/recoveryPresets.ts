import {
  type Backoff,
  constant,
  exponential,
  type JitteredOptions,
  jittered,
  type SpreadOptions,
  spread,
} from './backoff.ts';
import { LONGEST_DELAY } from './isDelay.ts';
import type { RecoverOptions } from './recover.ts';
import { restartIntensity } from './restartIntensity.ts';

/**
 * Five restarts, after 1, 2, 4, 8 and 16 seconds, each shortened by chance to no less than a half; the longest
 * delay is five minutes, should there be more restarts. These are what `recover` does unless told otherwise.
 */
export function kindling(jitter: JitteredOptions = {}): RecoverOptions {
  return { maxRetries: 5, backoff: jittered(exponential(), jitter) };
}

/**
 * As Spark restarts a failed flow of a declarative pipeline: twice, after 5 and 10 seconds. With more
 * retries delays go on doubling up to an hour. Running well for a while changes nothing.
 *
 * In Spark 4.1: `spark.sql.pipelines.maxFlowRetryAttempts` is 2, `….execution.watchdog.minRetryTime` 5 s,
 * `….maxRetryTime` 3600 s. Spark looks once a second for what is due, so it may be up to a second later.
 */
export function sparkDeclarative(): RecoverOptions {
  const backoff = exponential({ initial: 5_000, factor: 2, max: 3_600_000 });
  return { maxRetries: 2, backoff, stableAfter: Number.POSITIVE_INFINITY };
}

/**
 * As Flink's exponential-delay strategy restarts a job: for ever, first after one second, each time half as
 * long again, a minute at most, a tenth more or less by chance but never less than a second; afresh after
 * an hour without failure.
 *
 * In Flink 1.19 and later: `restart-strategy.exponential-delay.*` with `initial-backoff` 1 s,
 * `backoff-multiplier` 1.5, `max-backoff` 1 min, `reset-backoff-threshold` 1 h, `jitter-factor` 0.1. Before,
 * the multiplier was 2 and the longest delay 5 min. Flink counts whole milliseconds.
 */
export function flinkExponential(chance: SpreadOptions = {}): RecoverOptions {
  const growing = spread(exponential({ initial: 1_000, factor: 1.5, max: LONGEST_DELAY }), chance);
  const backoff: Backoff = (attempt) => Math.floor(Math.min(Math.max(growing(attempt), 1_000), 60_000));
  return { maxRetries: Number.POSITIVE_INFINITY, backoff, stableAfter: 3_600_000 };
}

/**
 * As Kubernetes restarts a container that crashes (`CrashLoopBackOff`): for ever, the first time at once, then
 * after 10 seconds, twice as long each time, five minutes at most; afresh after ten minutes without a crash.
 *
 * The kubelet's defaults, which `KubeletConfiguration.crashLoopBackOff` can lower. It looks at a container
 * now and then, so it may be a little later.
 */
export function kubernetes(): RecoverOptions {
  const crashLoop = exponential({ initial: 10_000, factor: 2, max: 300_000 });
  const backoff: Backoff = (attempt) => (attempt === 1 ? 0 : crashLoop(attempt - 1));
  return { maxRetries: Number.POSITIVE_INFINITY, backoff, stableAfter: 600_000 };
}

/**
 * As a supervisor of OTP restarts its children one by one: at once, and however often, but a second restart
 * in the group within five seconds of the first ends the whole group. Whoever is given the result of one
 * call is the group, and a `recover` around the group is the supervisor above.
 *
 * In Erlang/OTP: `intensity` 1 and `period` 5 unless given; restarts at both ends of the period count. OTP
 * counts in whole seconds. What completes is not started again, as with OTP's `transient` children.
 */
export function otp(): RecoverOptions {
  return {
    maxRetries: Number.POSITIVE_INFINITY,
    backoff: constant(0),
    intensity: restartIntensity({ max: 1, within: 5_000 }),
  };
}
