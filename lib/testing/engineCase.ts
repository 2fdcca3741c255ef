import type { Engine } from '../data/engine.ts';
import type { Capabilities } from '../definitions/capabilities.ts';
import type { Entity } from '../definitions/entity.ts';

/** Makes the engine that a case is run on; each case asks for one and closes it. */
export type MakeEngine = () => Engine | Promise<Engine>;

/** One thing that every engine must do, for any test runner. */
export interface EngineCase {
  readonly name: string;
  /** The capabilities without which there is nothing to check. */
  readonly needs?: readonly (keyof Capabilities)[];
  /** Rejects with an `EngineCaseError`, or with the error of the engine, if it does not do it. */
  readonly run: (makeEngine: MakeEngine) => Promise<void>;
}

/** An engine does not do what a case of the suite expects. */
export class EngineCaseError extends Error {
  override readonly name = 'EngineCaseError';
}

/** What the body of a case works with. */
export interface CaseContext {
  readonly engine: Engine;
  /** Columns `id` (its key), `name` and `amount`; its table is there, and empty. */
  readonly orders: Entity;
  /** The same with the keys `id` and `name`. */
  readonly parts: Entity;
  /** Columns `id` (its key), `name` and `at`, of which every state is kept; its table is there, and empty. */
  readonly states: Entity;
  /** An entity without keys, and without a table. */
  readonly absent: Entity;
}

/** A case before it is given an engine. */
export interface CaseBody {
  readonly name: string;
  readonly needs?: readonly (keyof Capabilities)[];
  readonly body: (context: CaseContext) => Promise<void>;
}
