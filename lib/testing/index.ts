export { CounterexampleError, type CounterexampleStep } from './counterexampleError.ts';
export { type DrawnMarbles, drawMarbles } from './drawMarbles.ts';
export { drawRecording } from './drawRecording.ts';
export { EndlessSimulationError } from './endlessSimulationError.ts';
export { type EngineCase, EngineCaseError, type MakeEngine } from './engineCase.ts';
export { type EngineSuiteOptions, engineSuite } from './engineSuite.ts';
export type { ExpectObservable } from './expectObservable.ts';
export type { ExpectedSignal, ExpectSignals } from './expectSignals.ts';
export type { ExpectSubscriptions } from './expectSubscriptions.ts';
export { type Explored, explore } from './explore.ts';
export type { ExploreAction, ExploreOptions } from './exploreOptions.ts';
export { type FakeDimension, type FakeDimensionOptions, fakeDimension } from './fakeDimension.ts';
export {
  type FakeCrash,
  FakeEngine,
  type FakeEngineOptions,
  type FakeStartFault,
  fakeEngine,
} from './fakeEngine.ts';
export type { FakeEventFault } from './fakeEvents.ts';
export type { FakeFact, FakeRunState } from './fakeFact.ts';
export { type FakeProgress, type FakeQuery, type FakeQueryOptions, fakeQuery } from './fakeQuery.ts';
export type { FakeBehaviour, FakeRunPlan, FakeStart } from './fakeRunPlan.ts';
export { inSimulatedTime } from './inSimulatedTime.ts';
export { EndlessMarblesError } from './limitSteps.ts';
export type { MarbleMessage } from './marbleMessage.ts';
export { MarbleMismatchError } from './marbleMismatchError.ts';
export { type MarbleHelpers, type MarblesOptions, marbles } from './marbles.ts';
export { type MemoryStorage, type MemoryStorageOptions, memoryStorage } from './memoryStorage.ts';
export { RecordingError, readRecording } from './readRecording.ts';
export { record } from './record.ts';
export type { RecordedSignal, Recording } from './recording.ts';
export { rowById } from './rowById.ts';
export { type ShortestTraceOptions, shortestTrace } from './shortestTrace.ts';
export { SimulatedScheduler, type SimulatedSchedulerOptions } from './simulatedScheduler.ts';
export { type ExplainSimulationOptions, explainSimulation } from './simulation/explainSimulation.ts';
export type { InvariantName } from './simulation/invariant.ts';
export { simulate } from './simulation/simulate.ts';
export type { SimulateOptions } from './simulation/simulateOptions.ts';
export {
  type FaultKind,
  type FaultWeights,
  faultWeights,
  type SimulatedFault,
} from './simulation/simulationFault.ts';
export type { SimulationCounts, SimulationReport, Violation } from './simulation/simulationReport.ts';
export type { SimulationSettings } from './simulation/simulationSettings.ts';
export { type StorageCase, storageSuite } from './storageSuite.ts';
export { type RecordedMarbles, type ToMarblesOptions, toMarbles } from './toMarbles.ts';
export { type ToTestOptions, toTest } from './toTest.ts';
