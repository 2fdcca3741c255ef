export { check, checkOrThrow } from './codec/check.ts';
export type { Codec } from './codec/codec.ts';
export { type CompileGuardOptions, compileGuard } from './codec/compileGuard.ts';
export { type RedactOptions, redact } from './codec/redact.ts';
export { type Refusal, RefusalError } from './codec/refusal.ts';
export { type TruncateOptions, truncate } from './codec/truncate.ts';
export { allRows } from './data/allRows.ts';
export type { ChangeRows } from './data/changes/changesFrame.ts';
export { type CheckEntityOptions, checkEntity } from './data/checks/checkEntity.ts';
export { CheckFailedError } from './data/checks/checkFailedError.ts';
export type { CheckResult } from './data/checks/checkResult.ts';
export { eachBatch } from './data/eachBatch.ts';
export { eachColumnBatch } from './data/eachColumnBatch.ts';
export type { Dropped, Engine, Ensured, SizeEstimate } from './data/engine.ts';
export { EngineError, type EngineErrorClass, type EngineErrorOptions } from './data/engineError.ts';
export { engineOver } from './data/engineOver.ts';
export { BadFileError, type FilePlace } from './data/files/badFileError.ts';
export type {
  FileCount,
  FileReader,
  FilesRead,
  FilesRequest,
  FileToRead,
  RejectedRow,
} from './data/files/fileReader.ts';
export { textFiles } from './data/files/textFiles.ts';
export type { HistoryEntry, HistoryQuery, Pruned, WrittenBy } from './data/history.ts';
export {
  type AdoptionReport,
  type AdoptionReportOptions,
  adoptionReport,
} from './data/lineage/adoptionReport.ts';
export { type BackfillLineageOptions, backfillLineage } from './data/lineage/backfillLineage.ts';
export {
  type EmitLineage,
  type LineageEngineOptions,
  lineageEngine,
} from './data/lineage/lineageEngine.ts';
export { nearestPackage, PackageFileError, type PackageOf } from './data/lineage/nearestPackage.ts';
export {
  type LineageQueryOptions,
  recordsByVersion,
  type VersionRecords,
} from './data/lineage/recordsByVersion.ts';
export type { LineageLayers, LineageStamp, RowLineage, RunLineage } from './data/lineage/rowLineage.ts';
export { type StaleReportOptions, staleReport } from './data/lineage/staleReport.ts';
export { type MemoryEngineOptions, memoryEngine } from './data/memory/memoryEngine.ts';
export type { Note } from './data/note.ts';
export { queryFrameId } from './data/queryFrameId.ts';
export { type ReportingEngineOptions, reportingEngine } from './data/reporting/reportingEngine.ts';
export type { ChangeKind, Condition, Scalar, Slice } from './data/slice.ts';
export { checksumOf } from './data/storage/checksumOf.ts';
export type { ByteRange, FileStorage, StoredFile } from './data/storage/fileStorage.ts';
export { localFiles } from './data/storage/localFiles.ts';
export { StorageError, type StorageErrorClass } from './data/storage/storageError.ts';
export { type WatchFolderOptions, watchFolder } from './data/storage/watchFolder.ts';
export { type Cursor, CursorError, type CursorValue, type FileMark } from './data/watermarks/cursor.ts';
export type { Reading, Unread } from './data/watermarks/reading.ts';
export { UnknownWatermarkError } from './data/watermarks/unknownWatermarkError.ts';
export type { ReadingPlace, Watermark, WatermarkMove } from './data/watermarks/watermark.ts';
export {
  type MoveBackOptions,
  type SaveOptions,
  type Watermarks,
  type WatermarksOptions,
  watermarks,
} from './data/watermarks/watermarks.ts';
export type { WriteEvent, WriteOptions, WriteProgress, WriteSource, Written } from './data/write.ts';
export type { MergeMode, ReplaceMode, Scd2Mode, WriteMode } from './data/writeMode.ts';
export type { Capabilities } from './definitions/capabilities.ts';
export {
  type Batch,
  type ColumnBatch,
  ColumnBatchError,
  type ColumnValues,
  columnBatch,
  columnBatchBrand,
  isColumnBatch,
  type TypedValues,
} from './definitions/columnBatch.ts';
export { type ColumnsDiff, columnsDiff } from './definitions/columnsDiff.ts';
export { columnsToRows } from './definitions/columnsToRows.ts';
export {
  type ComposedSql,
  compose as composeSql,
  type SqlDialect,
  type SqlPiece,
} from './definitions/compose.ts';
export { DefinitionError } from './definitions/definitionError.ts';
export {
  type Drift,
  type Entity,
  type EntityOptions,
  entity,
  type RowOf,
  type Scd2,
} from './definitions/entity.ts';
export type { EntityFiles } from './definitions/entityFiles.ts';
export {
  type Check,
  type CheckBounds,
  type CheckSettings,
  type CheckValue,
  expects,
} from './definitions/expects.ts';
export type {
  CsvFormat,
  FileFormat,
  FileKind,
  JsonFormat,
  ParquetFormat,
} from './definitions/fileFormat.ts';
export { type FilePattern, filePattern } from './definitions/filePattern.ts';
export { type Frame, frameBrand, isFrame, type Row, type RowsOptions } from './definitions/frame.ts';
export {
  type FileAfter,
  type FileValue,
  type Ingestion,
  type IngestionOptions,
  ingestion,
  type Rejects,
} from './definitions/ingestion.ts';
export { type InputFrames, inputsOf } from './definitions/inputsOf.ts';
export type { Override } from './definitions/override.ts';
export type { OverrideMatch } from './definitions/overrideMatch.ts';
export { type Pipe, type PipeOptions, type PipeResult, pipe } from './definitions/pipe.ts';
export type { PipeContext, PipeLog } from './definitions/pipeContext.ts';
export type { IncrementalColumn, IncrementalParts } from './definitions/pipeIncremental.ts';
export type { PipeLineage } from './definitions/pipeLineage.ts';
export { PipeResultError } from './definitions/pipeResult.ts';
export type { PipeIncremental, PipeMode, PipeRetry, PipeSettings } from './definitions/pipeSettings.ts';
export type { Problem } from './definitions/problem.ts';
export { type Registrable, RegistrationError } from './definitions/registration.ts';
export { Registry } from './definitions/registry.ts';
export { rowsToColumns } from './definitions/rowsToColumns.ts';
export type { Columns, Schema } from './definitions/schema.ts';
export { type Sql, sql } from './definitions/sql.ts';
export {
  isSqlQuery,
  type SqlIdentifier,
  type SqlList,
  type SqlParameter,
  type SqlQuery,
  type SqlValue,
  SqlValueError,
} from './definitions/sqlValue.ts';
export { type Stage, type StageMembers, type StageOptions, stage } from './definitions/stage.ts';
export { UnknownIdError } from './definitions/unknownIdError.ts';
export type { Wiring } from './definitions/wiring.ts';
export type { Runnable } from './execution/agendaFor.ts';
export type { AttemptEnd } from './execution/attemptEnd.ts';
export { RunOptionsError } from './execution/checkRunOptions.ts';
export { type Freshness, type FreshnessOptions, freshness } from './execution/checks/freshness.ts';
export type { DryPipe, DrySettings, DryWrite } from './execution/dryRun/dryPipe.ts';
export { type DryRun, dryRun } from './execution/dryRun/dryRun.ts';
export type { MissingInput } from './execution/dryRun/missingInputs.ts';
export type { Overwritten } from './execution/dryRun/overwrites.ts';
export { type RenderDryRunOptions, renderDryRun } from './execution/dryRun/renderDryRun.ts';
export {
  carryOn,
  type FailureDecision,
  type FailurePolicy,
  failFast,
  skipDependents,
} from './execution/failurePolicy.ts';
export { IngestOptionsError } from './execution/ingestion/checkIngestOptions.ts';
export type { FoundFile, KnownFile } from './execution/ingestion/foundFile.ts';
export { ingest } from './execution/ingestion/ingest.ts';
export type {
  BatchBuilt,
  BatchWritten,
  EntryEnded,
  EntryEvent,
  EntryStarted,
  FileFailed,
  FileIngested,
  FileMoved,
  FileSkipped,
  FileStarted,
  IngestEvent,
  IngestionOver,
} from './execution/ingestion/ingestEvent.ts';
export type { IngestOptions } from './execution/ingestion/ingestOptions.ts';
export {
  type FailedFile,
  type FileCounts,
  type IngestedEntry,
  IngestionFailedError,
  type IngestResult,
} from './execution/ingestion/ingestResult.ts';
export { type IngestWatchedOptions, ingestWatched } from './execution/ingestion/ingestWatched.ts';
export type { LedgerEntry } from './execution/ingestion/ledger.ts';
export { toIngestResult } from './execution/ingestion/toIngestResult.ts';
export {
  type Interceptor,
  InterceptorError,
  type PipeCall,
  type Verdict,
  type Veto,
  veto,
} from './execution/interceptor.ts';
export { type EngineJournalOptions, engineJournal } from './execution/journal/engineJournal.ts';
export type { Journal, JournalEntry, JournaledPipe, JournaledRun } from './execution/journal/journal.ts';
export { lastStates } from './execution/journal/lastStates.ts';
export { type MemoryJournalOptions, memoryJournal } from './execution/journal/memoryJournal.ts';
export { type ResumeOptions, resume } from './execution/journal/resume.ts';
export { UnknownRunError } from './execution/journal/resumedRuns.ts';
export type {
  CancelledPipe,
  FailedPipe,
  PipeOutcome,
  PipeState,
  RunningPipe,
  SkippedPipe,
  SkipReason,
  SucceededPipe,
  WaitingPipe,
} from './execution/pipeState.ts';
export { run } from './execution/run.ts';
export type { RunEvent } from './execution/runEvent.ts';
export { RunFailedError } from './execution/runFailedError.ts';
export { type RunnablePipe, runnableGenerations } from './execution/runnableGenerations.ts';
export type { RefreshRange, RunOptions, RunOverride, RunRetry } from './execution/runOptions.ts';
export type { OutcomeCounts, RunRecord, RunResult } from './execution/runRecord.ts';
export type { RunWarning } from './execution/runWarnings.ts';
export type { ReadRequest, SliceOf } from './execution/sliceOf.ts';
export { runStage } from './execution/stages/runStage.ts';
export { runStages } from './execution/stages/runStages.ts';
export type { StageEnded, StageEvent, StageStarted, StagesEnded } from './execution/stages/stageEvent.ts';
export { StagesError } from './execution/stages/stageOrder.ts';
export type { StageOutcome, StagesResult } from './execution/stages/stageOutcome.ts';
export { StagesFailedError } from './execution/stages/stagesFailedError.ts';
export { toStagesResult } from './execution/stages/toStagesResult.ts';
export type { Stall } from './execution/stall.ts';
export { toResult } from './execution/toResult.ts';
export type { Occupant } from './execution/why/occupants.ts';
export { type RenderWhyOptions, renderWhy } from './execution/why/renderWhy.ts';
export { type Why, type WhyOptions, why } from './execution/why/why.ts';
export type { WhyStep } from './execution/why/whyStep.ts';
export type { WhyWait } from './execution/why/whyWait.ts';
export { type BootstrapOptions, bootstrap } from './host/bootstrap.ts';
export type { HybridEvent } from './host/hybridEvent.ts';
export { HybridFailedError } from './host/hybridFailedError.ts';
export type { HybridResult, StreamCounts, StreamsResult } from './host/hybridResult.ts';
export type { RunHybridOptions } from './host/hybridSetup.ts';
export { type LoadProjectOptions, loadProject } from './host/loadProject.ts';
export { type Project, projectOf } from './host/project.ts';
export { ProjectError } from './host/projectError.ts';
export type { ProjectModule } from './host/projectModule.ts';
export type { ProjectSettings } from './host/projectSettings.ts';
export type { ProjectStreams } from './host/projectStreams.ts';
export { runHybrid } from './host/runHybrid.ts';
export type { Runtime } from './host/runtime.ts';
export type { StreamOutcome } from './host/streamOutcome.ts';
export { toHybridResult } from './host/toHybridResult.ts';
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
export { type OpenLineageOptions, type OpenLineageSink, openLineage } from './observers/openLineage.ts';
export type { OpenLineageDataset, OpenLineageEvent } from './observers/openLineageEvent.ts';
export { openLineageFile } from './observers/openLineageFile.ts';
export {
  OpenLineageHttpError,
  type OpenLineageHttpOptions,
  openLineageHttp,
} from './observers/openLineageHttp.ts';
export { openLineageRunId } from './observers/openLineageRunId.ts';
export type { OpenLineageRunsOptions } from './observers/openLineageRuns.ts';
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
export { batch } from './planning/batch.ts';
export { brokenPaths } from './planning/brokenPaths.ts';
export { type CacheAdviceOptions, cacheAdvice } from './planning/cacheAdvice.ts';
export { type ColumnsOf, columnLineage } from './planning/columnLineage.ts';
export { configured } from './planning/configured.ts';
export { cycles } from './planning/cycles.ts';
export { dryQuery } from './planning/dryQuery.ts';
export type { Durations } from './planning/durations.ts';
export { type Estimate, type EstimateOptions, estimate } from './planning/estimate.ts';
export { type Explanation, explain } from './planning/explain.ts';
export { externalSources } from './planning/externalSources.ts';
export {
  criticalPath,
  generations,
  levels,
  maxParallelism,
  topologicalOrder,
} from './planning/generations.ts';
export { generationsOf } from './planning/generationsOf.ts';
export { toGraphology } from './planning/graph.ts';
export { hybrid } from './planning/hybrid.ts';
export type { ColumnLineage, OutputColumn, SourceColumn } from './planning/lineageColumns.ts';
export { lineageMermaid } from './planning/lineageMermaid.ts';
export { lineageText } from './planning/lineageText.ts';
export { type PlanOptions, plan } from './planning/makePlan.ts';
export { parseSelection } from './planning/parseSelection.ts';
export { PipeCycleError } from './planning/pipeCycleError.ts';
export { type PipeGraph, pipeGraph } from './planning/pipeGraph.ts';
export type { CacheAdvice, Plan, PlanEdge, PlanWarning, RunMode } from './planning/plan.ts';
export { type PlanCache, planCache } from './planning/planCache.ts';
export { type PlanDiff, planDiff } from './planning/planDiff.ts';
export { PlanError } from './planning/planError.ts';
export { planFromJson } from './planning/planFromJson.ts';
export type { PlanJson } from './planning/planJson.ts';
export { type PlanDraft, planOf } from './planning/planOf.ts';
export { planToJson } from './planning/planToJson.ts';
export { priorities } from './planning/priorities.ts';
export { renderDot } from './planning/renderDot.ts';
export { renderEstimate } from './planning/renderEstimate.ts';
export { renderMermaid } from './planning/renderMermaid.ts';
export { renderPlanDiff } from './planning/renderPlanDiff.ts';
export { type RenderTextOptions, renderText } from './planning/renderText.ts';
export { type Selected, select } from './planning/select.ts';
export type { LastState, Selection, StateOf } from './planning/selection.ts';
export { SelectionSyntaxError } from './planning/selectionSyntaxError.ts';
export { selectionText } from './planning/selectionText.ts';
export type { Strategy } from './planning/strategy.ts';
export { streaming } from './planning/streaming.ts';
export { type LineageEdge, type TableLineage, tableLineage } from './planning/tableLineage.ts';
export { UnknownPipeError } from './planning/unknownPipeError.ts';
export { validatePlan } from './planning/validatePlan.ts';
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
export { classifySchemaChange, type SchemaChange } from './streaming/dimensions/classifySchemaChange.ts';
export type { Detection } from './streaming/dimensions/detection.ts';
export type {
  ChangeClass,
  DimensionChange,
  DimensionVersion,
} from './streaming/dimensions/dimensionChange.ts';
export type { DimensionPush } from './streaming/dimensions/pushedDimensions.ts';
export { type WatchDimensionsOptions, watchDimensions } from './streaming/dimensions/watchDimensions.ts';
export type { WatchedDimension } from './streaming/dimensions/watchedDimension.ts';
export { classifyFailures } from './streaming/failures/classifyFailures.ts';
export type { FailureMarks, FailureRow } from './streaming/failures/failureRow.ts';
export { knownFailure } from './streaming/failures/knownFailure.ts';
export { knownFailures } from './streaming/failures/knownFailures.ts';
export type { EngineEvent, EngineRunStatus } from './streaming/listening/engineEvent.ts';
export { type ListenerOptions, listener } from './streaming/listening/listener.ts';
export { type ListenForOptions, listenFor } from './streaming/listening/listenFor.ts';
export type {
  ListenerEvent,
  QueryEvent,
  QueryProgressed,
  RefusalReason,
} from './streaming/listening/queryEvent.ts';
export { watchedQueries } from './streaming/listening/watchedQueries.ts';
export { BlockedByCheckError } from './streaming/microBatches/blockedByCheckError.ts';
export { CaptureLimitError } from './streaming/microBatches/captureLimitError.ts';
export { CaptureLostError } from './streaming/microBatches/captureLostError.ts';
export { type CaughtUp, type CaughtUpOptions, caughtUp } from './streaming/microBatches/caughtUp.ts';
export { CheckpointError } from './streaming/microBatches/checkpointError.ts';
export { mergeChanges } from './streaming/microBatches/mergeChanges.ts';
export { NotCaughtUpError } from './streaming/microBatches/notCaughtUpError.ts';
export {
  observableSource,
  type RowSource,
  type RowsAfter,
  type SourceRows,
} from './streaming/microBatches/observableSource.ts';
export { type PipeQueriesOptions, pipeQueries } from './streaming/microBatches/pipeQueries.ts';
export { type PipeQuery, pipeQuery } from './streaming/microBatches/pipeQuery.ts';
export type {
  PipeQueryOptions,
  StartAt,
  Trigger,
} from './streaming/microBatches/pipeQueryOptions.ts';
export { StreamChecks } from './streaming/microBatches/streamChecks.ts';
export { type Queries, queries } from './streaming/queries/queries.ts';
export type { Because, QueriesOptions } from './streaming/queries/queriesOptions.ts';
export {
  type Query,
  type QueryBuilder,
  type QueryContext,
  type QueryOptions,
  query,
} from './streaming/queries/query.ts';
export { QueryNotRunningError } from './streaming/queries/queryAwaited.ts';
export type { QueryError, QueryMetrics } from './streaming/queries/queryMetrics.ts';
export type { QueryProgress } from './streaming/queries/queryProgress.ts';
export type { Built } from './streaming/queries/queryRun.ts';
export type { DesiredState, QueryState, QueryStatus } from './streaming/queries/queryState.ts';
export { QueryTerminatedError, type Termination } from './streaming/queries/queryTerminatedError.ts';
export type { QueryWatch } from './streaming/queries/queryWatch.ts';
export type { QueryProgressedBy } from './streaming/queries/recordHost.ts';
export type { RunningQuery } from './streaming/queries/runningQuery.ts';
export { UnknownQueryError } from './streaming/queries/unknownQueryError.ts';
export {
  type ChangeTable,
  changeTable,
  type EdgeKind,
  type Reaction,
} from './streaming/restarts/changeTable.ts';
export type { CheckpointStanding, CheckpointVerdict } from './streaming/restarts/checkpointStanding.ts';
export type { RestartDecision } from './streaming/restarts/decideRestarts.ts';
export {
  type DimensionEdge,
  QueryCircleError,
  QueryDependencies,
  type QueryReads,
} from './streaming/restarts/queryDependencies.ts';
export { type QueryRestartsOptions, queryRestarts } from './streaming/restarts/queryRestarts.ts';
export { renderRestartPreview } from './streaming/restarts/renderRestartPreview.ts';
export type { RestartHooks, RestartRequest } from './streaming/restarts/restartCheck.ts';
export type { Restart, RestartCause, RestartsOptions } from './streaming/restarts/restartOptions.ts';
export type { BlockVerdict, RestartOutcome } from './streaming/restarts/restartOutcome.ts';
export type { PreviewedQuery, RestartPreview } from './streaming/restarts/restartPreview.ts';
export { type Restarts, restarts } from './streaming/restarts/restarts.ts';
export { type StreamOptions, stream } from './streaming/stream.ts';
export { StreamFailedError } from './streaming/streamFailedError.ts';
export { StreamStartError } from './streaming/streamStartError.ts';
export type { DeadLetter } from './streaming/supervision/deadLetter.ts';
export {
  type HealthOptions,
  health,
  type QueryHealth,
  type WatchedQuery,
} from './streaming/supervision/health.ts';
export { QueryStalledError } from './streaming/supervision/queryStalledError.ts';
export type {
  OwnSupervisionOptions,
  QueryRecoveryOptions,
  QueryWatchdogOptions,
  SupervisionOptions,
} from './streaming/supervision/supervisionOptions.ts';
