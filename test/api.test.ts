import { join, resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import ts from 'typescript';

const root = resolve(__dirname, '..');

/** What each door gives out. A change here is a change for every user, and belongs into the changelog. */
const doors: Readonly<Record<string, readonly string[]>> = {
  'lib/index.ts': [
    'Aliases',
    'AuditFileError',
    'AuditOptions',
    'AuditRecord',
    'Codec',
    'CompileGuardOptions',
    'CoreName',
    'CoreNamespace',
    'CoreSignals',
    'DurationMetrics',
    'Emit',
    'Emits',
    'Emitter',
    'EventOf',
    'EventsMatching',
    'FailureReport',
    'FailuresOfType',
    'FailuresOptions',
    'FieldDescription',
    'IdSource',
    'KnownName',
    'KnownSignals',
    'LogLevel',
    'LogLevelError',
    'LogLevels',
    'LogOptions',
    'LogThreshold',
    'Matching',
    'MetricsOptions',
    'MetricsSnapshot',
    'ObserverFault',
    'OfOptions',
    'OpenName',
    'Operation',
    'OperationOptions',
    'OutgoingOptions',
    'ReadAuditOptions',
    'RedactOptions',
    'Refusal',
    'RefusalError',
    'Signal',
    'SignalDescription',
    'SignalEvent',
    'SignalLoopError',
    'SignalMetrics',
    'SignalNameError',
    'SignalObserver',
    'SignalRedefinedError',
    'Signals',
    'SignalsOptions',
    'SlowOperation',
    'SlowOperationsOptions',
    'Span',
    'SpanEvent',
    'SpanOutcome',
    'SpansOptions',
    'Subscribable',
    'TornLine',
    'TruncateOptions',
    'audit',
    'check',
    'checkOrThrow',
    'compileGuard',
    'failureOf',
    'failures',
    'log',
    'matching',
    'metrics',
    'outgoing',
    'prometheus',
    'readAudit',
    'redact',
    'sequentialIds',
    'slowOperations',
    'spanTree',
    'spans',
    'truncate',
  ],
  'operators/index.ts': [
    'Backoff',
    'CancelledError',
    'DropNotice',
    'EveryNthOptions',
    'ExponentialOptions',
    'JitteredOptions',
    'OffloadHandler',
    'OffloadOptions',
    'OffloadOverflow',
    'OffloadOverflowError',
    'ReportOutcomeOptions',
    'RetryBudget',
    'RetryNotice',
    'RetryWithBackoffOptions',
    'SummarizeOptions',
    'Summary',
    'TimeoutAbortError',
    'TimeoutAbortOptions',
    'constant',
    'everyNth',
    'exponential',
    'jittered',
    'limit',
    'offload',
    'reportOutcome',
    'retryBudget',
    'retryWithBackoff',
    'summarize',
    'timeoutAbort',
  ],
  'lib/testing/index.ts': [
    'DrawnMarbles',
    'EndlessMarblesError',
    'ExpectObservable',
    'ExpectSignals',
    'ExpectSubscriptions',
    'ExpectedSignal',
    'MarbleHelpers',
    'MarbleMessage',
    'MarbleMismatchError',
    'MarblesOptions',
    'drawMarbles',
    'marbles',
  ],
};

const entries = Object.keys(doors).map((file) => join(root, file));
const program = ts.createProgram(entries, {
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  allowImportingTsExtensions: true,
  noEmit: true,
  types: ['node'],
});
const checker = program.getTypeChecker();

function namesOf(door: string): ts.Symbol[] {
  const file = program.getSourceFile(join(root, door));
  const symbol = file && checker.getSymbolAtLocation(file);
  if (!symbol) throw new Error(`expected a module at ${door}`);
  return checker.getExportsOfModule(symbol);
}

const target = (symbol: ts.Symbol) =>
  symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;

describe.each(Object.entries(doors))('%s', (door, names) => {
  it('gives out these names and no others', () => {
    expect(
      namesOf(door)
        .map(({ name }) => name)
        .sort(),
    ).toEqual([...names].sort());
  });

  it('documents each of them; options are documented field by field', () => {
    const undocumented = namesOf(door).filter(
      (symbol) => target(symbol).getDocumentationComment(checker).length === 0,
    );
    expect(undocumented.map(({ name }) => name).filter((name) => !name.endsWith('Options'))).toEqual([]);
  });
});
