export { type DrawnMarbles, drawMarbles } from './drawMarbles.ts';
export type { ExpectObservable } from './expectObservable.ts';
export type { ExpectedSignal, ExpectSignals } from './expectSignals.ts';
export type { ExpectSubscriptions } from './expectSubscriptions.ts';
export { EndlessMarblesError } from './limitSteps.ts';
export type { MarbleMessage } from './marbleMessage.ts';
export { MarbleMismatchError } from './marbleMismatchError.ts';
export { type MarbleHelpers, type MarblesOptions, marbles } from './marbles.ts';
