import { RefusalError } from '../codec/refusal.ts';
import { EngineError } from '../data/engineError.ts';
import { CursorError } from '../data/watermarks/cursor.ts';
import { UnknownWatermarkError } from '../data/watermarks/unknownWatermarkError.ts';
import { DefinitionError } from '../definitions/definitionError.ts';
import { RegistrationError } from '../definitions/registration.ts';
import { UnknownIdError } from '../definitions/unknownIdError.ts';
import { RunOptionsError } from '../execution/checkRunOptions.ts';
import { IngestOptionsError } from '../execution/ingestion/checkIngestOptions.ts';
import { IngestionFailedError } from '../execution/ingestion/ingestResult.ts';
import { UnknownRunError } from '../execution/journal/resumedRuns.ts';
import { StagesError } from '../execution/stages/stageOrder.ts';
import { ProjectError } from '../host/projectError.ts';
import { PipeCycleError } from '../planning/pipeCycleError.ts';
import { PlanError } from '../planning/planError.ts';
import { SelectionSyntaxError } from '../planning/selectionSyntaxError.ts';
import { UnknownPipeError } from '../planning/unknownPipeError.ts';
import { SignalNameError } from '../signals/names.ts';
import { UnknownQueryError } from '../streaming/queries/unknownQueryError.ts';
import { exitCodes } from './exitCodes.ts';
import { UsageError } from './usageError.ts';

/** What a command ends with that came to an error. */
export function failureCode(error: unknown): number {
  if (usage.some((type) => error instanceof type)) return exitCodes.usage;
  if (error instanceof IngestionFailedError) return exitCodes.failed;
  if (project.some((type) => error instanceof type)) return exitCodes.project;
  return error instanceof EngineError ? exitCodes.engine : exitCodes.internal;
}

const usage = [
  UsageError,
  UnknownIdError,
  UnknownPipeError,
  UnknownQueryError,
  UnknownRunError,
  UnknownWatermarkError,
  CursorError,
  SelectionSyntaxError,
  RefusalError,
  SignalNameError,
];
const project = [
  ProjectError,
  DefinitionError,
  RegistrationError,
  PipeCycleError,
  PlanError,
  RunOptionsError,
  StagesError,
  IngestOptionsError,
];
