import type { FailureRow } from './failureRow.ts';

/** What this library and RxJS say themselves. */
export const ownFailures: readonly FailureRow[] = [
  {
    id: 'engine.transient',
    is: { name: 'EngineError', transient: true },
    failureClass: 'transient',
    why: 'The engine itself says that doing it again may help.',
  },
  {
    id: 'engine.missing',
    is: { name: 'EngineError', errorClass: ['not_found', 'version_not_found'] },
    failureClass: 'permanent',
    why: 'A table or a version that is not there does not come by asking again.',
  },
  {
    id: 'engine.schema',
    is: { name: 'EngineError', errorClass: 'schema_mismatch' },
    failureClass: 'permanent',
    why: 'The same rows will not fit the same table the next time either.',
  },
  {
    id: 'engine.keys',
    is: { name: 'EngineError', errorClass: ['null_key', 'duplicate_key'] },
    failureClass: 'permanent',
    why: 'The keys of the source are wrong, and the same rows come again.',
  },
  {
    id: 'engine.request',
    is: { name: 'EngineError', errorClass: ['invalid', 'unsupported'] },
    failureClass: 'permanent',
    why: 'The engine cannot answer such a request, however often it is made.',
  },
  {
    id: 'engine.hopeless',
    is: { name: 'EngineError', errorClass: ['conflict', 'unavailable'], transient: false },
    failureClass: 'permanent',
    why: 'The engine itself says that doing it again does not help.',
  },
  {
    id: 'engine.internal',
    is: { name: 'EngineError', errorClass: ['internal', 'closed', 'cancelled'] },
    failureClass: 'unknown',
    why: 'The engine failed or was stopped, and only the cause can say why.',
  },
  {
    id: 'late',
    is: { name: ['TimeoutAbortError', 'TimeoutError', 'StalledError', 'QueryStalledError'] },
    failureClass: 'transient',
    why: 'It was too late or fell silent, and may be quicker when the load is less.',
  },
  {
    id: 'overtaken',
    is: { name: 'FencedError' },
    failureClass: 'permanent',
    why: 'A newer run has taken over, and starting this one again would only take it back.',
  },
  {
    id: 'capture',
    is: { name: 'CaptureLostError' },
    failureClass: 'transient',
    why: 'The next start captures the version of the input that is there then.',
  },
  {
    id: 'capture_limit',
    is: { name: 'CaptureLimitError' },
    failureClass: 'permanent',
    why: 'The input has more rows than may be held in memory, and the next start finds as many.',
  },
  {
    id: 'check',
    is: { name: ['CheckFailedError', 'BlockedByCheckError'] },
    failureClass: 'permanent',
    why: 'Rows that were written are not as their checks expect, and somebody has to look at them.',
  },
  {
    id: 'checkpoint',
    is: { name: 'CheckpointError' },
    failureClass: 'permanent',
    why: 'What the checkpoint says does not fit what is there, and only a clean start helps.',
  },
  {
    id: 'terminated',
    is: { name: 'QueryTerminatedError' },
    failureClass: 'unknown',
    why: 'The engine ended it, and only the cause can say why.',
  },
  {
    id: 'stopped',
    is: { name: ['CancelledError', 'AbortError'] },
    failureClass: 'unknown',
    why: 'Somebody stopped it, which says nothing about how it would have gone.',
  },
  {
    id: 'definition',
    is: {
      name: [
        ...['DefinitionError', 'RegistrationError', 'RefusalError', 'UnknownIdError', 'UnknownPipeError'],
        ...[
          'PlanError',
          'PipeCycleError',
          'DependencyCircleError',
          'SelectionSyntaxError',
          'SqlValueError',
        ],
        ...['SignalNameError', 'SignalRedefinedError', 'SignalLoopError', 'LogLevelError'],
      ],
    },
    failureClass: 'permanent',
    why: 'What was declared is wrong, and stays so until somebody corrects it.',
  },
];
