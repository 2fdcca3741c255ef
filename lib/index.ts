export { check, checkOrThrow } from './codec/check.ts';
export type { Codec } from './codec/codec.ts';
export { type CompileGuardOptions, compileGuard } from './codec/compileGuard.ts';
export { type RedactOptions, redact } from './codec/redact.ts';
export { type Refusal, RefusalError } from './codec/refusal.ts';
export { type TruncateOptions, truncate } from './codec/truncate.ts';
export { type AuditOptions, audit } from './observers/audit.ts';
export { AuditFileError } from './observers/auditFile.ts';
export type { AuditRecord } from './observers/auditRecord.ts';
export {
  type FailureReport,
  type FailuresOfType,
  type FailuresOptions,
  failures,
} from './observers/failures.ts';
export { LogLevelError, type LogLevels, type LogThreshold } from './observers/levelFilter.ts';
export { type LogOptions, log } from './observers/log.ts';
export { type MetricsOptions, metrics } from './observers/metrics.ts';
export type { DurationMetrics, MetricsSnapshot, SignalMetrics } from './observers/metricsSnapshot.ts';
export { prometheus } from './observers/prometheus.ts';
export { type ReadAuditOptions, readAudit, type TornLine } from './observers/readAudit.ts';
export type { LogLevel } from './observers/signalLevel.ts';
export {
  type SlowOperation,
  type SlowOperationsOptions,
  slowOperations,
} from './observers/slowOperations.ts';
export type { Span, SpanEvent, SpanOutcome } from './observers/span.ts';
export { type SpansOptions, spans } from './observers/spans.ts';
export { spanTree } from './observers/spanTree.ts';
export type { CoreName, CoreSignals } from './signals/catalogue.ts';
export { SignalRedefinedError } from './signals/definitions.ts';
export { SignalLoopError } from './signals/delivery.ts';
export type { FieldDescription, SignalDescription } from './signals/describe.ts';
export type { Emit } from './signals/emit.ts';
export type { Emits, Emitter } from './signals/emitter.ts';
export { failureOf } from './signals/failureOf.ts';
export type { ObserverFault } from './signals/guardedSubscriber.ts';
export { type IdSource, sequentialIds } from './signals/ids.ts';
export type * from './signals/knownSignals.ts';
export { matching } from './signals/matching.ts';
export { SignalNameError } from './signals/names.ts';
export type { Operation, OperationOptions } from './signals/operation.ts';
export { type OutgoingOptions, outgoing } from './signals/outgoing.ts';
export { Signal } from './signals/signal.ts';
export type { SignalEvent } from './signals/signalEvent.ts';
export { type OfOptions, type SignalObserver, Signals, type SignalsOptions } from './signals/signals.ts';
