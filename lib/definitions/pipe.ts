import type { ObservableInput } from 'rxjs';
import type { Batch } from './columnBatch.ts';
import { DefinitionError } from './definitionError.ts';
import type { Entity, RowOf } from './entity.ts';
import type { InputFrames } from './inputsOf.ts';
import type { PipeContext } from './pipeContext.ts';
import { pipeProblems } from './pipeProblems.ts';
import { type PipeMode, type PipeSettings, settingsOf } from './pipeSettings.ts';
import type { SqlQuery } from './sqlValue.ts';

export type { PipeMode } from './pipeSettings.ts';

/** A transform between entities. */
export interface Pipe<
  Id extends string = string,
  Inputs extends readonly Entity[] = readonly Entity[],
  Output extends Entity | undefined = Entity | undefined,
> {
  readonly kind: 'pipe';
  readonly id: Id;
  /** For people. */
  readonly name: string;
  /** What it reads; the first is the one that drives it. None for a source. */
  readonly inputs: Inputs;
  /** What it writes; nothing for a pipe that only has effects. */
  readonly output: Output;
  readonly tags: Readonly<Record<string, string>>;
  readonly mode: PipeMode;
  /** How it is run; what is not said is left to the executor. */
  readonly options: PipeSettings;
  /** The transform itself: a query, or batches of rows. */
  run(inputs: InputFrames<Inputs>, context: PipeContext): PipeResult<Output>;
}

/**
 * What `run` gives: a query, or batches that fit the output, of rows or of columns (`ColumnBatch`); without an
 * output, anything.
 */
export type PipeResult<Output extends Entity | undefined> =
  | SqlQuery
  | ObservableInput<[Output] extends [Entity] ? Batch<Written<RowOf<Output>>> : unknown>;

/** Where any column may be, rows of an interface will do as well. */
type Written<Row> = string extends keyof Row ? object : Row;

/** What a pipe is declared with, besides its id. */
export interface PipeOptions<
  Inputs extends readonly Entity[] = readonly Entity[],
  Output extends Entity | undefined = Entity | undefined,
> extends PipeSettings {
  /** For people. @default the id */
  readonly name?: string;
  /** What it reads; the first is the one that drives it. @default none, for a source */
  readonly inputs?: Inputs;
  /** What it writes. @default nothing, for a pipe that only has effects */
  readonly output?: Output;
  /** @default {} */
  readonly tags?: Readonly<Record<string, string>>;
  /** Runs once, for ever, or either way. @default 'batch' */
  readonly mode?: PipeMode;
  /** The transform itself: a query, or batches of rows. */
  run(inputs: InputFrames<Inputs>, context: PipeContext): PipeResult<Output>;
}

/**
 * Declares a transform. `run` finds its inputs by id and by friendly name, and no others; everything that
 * is wrong with the declaration is told at once, by a `DefinitionError`.
 */
export function pipe<
  const Id extends string,
  const Inputs extends readonly Entity[] = readonly [],
  Output extends Entity | undefined = undefined,
>(id: Id, options: PipeOptions<Inputs, Output>): Pipe<Id, Inputs, Output> {
  const problems = pipeProblems(id, options);
  if (problems.length > 0) throw new DefinitionError(`pipe "${String(id)}"`, problems);
  const { name = id, inputs = [], output, tags = {}, mode = 'batch', run } = options;
  return Object.freeze({
    kind: 'pipe',
    id,
    name,
    // What is not given is what the type parameters are by default.
    inputs: Object.freeze([...inputs]) as readonly Entity[] as Inputs,
    output: output as Output,
    tags: Object.freeze({ ...tags }),
    mode,
    options: settingsOf(options),
    run,
  });
}
