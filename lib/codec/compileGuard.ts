import type { Codec } from './codec.ts';
import { guardClosures } from './guardClosures.ts';
import { guardSource } from './guardSource.ts';
import { shapeOf } from './shape.ts';

export interface CompileGuardOptions {
  /** Whether code may be made from text; where the host forbids it, closures serve. @default true */
  codeGeneration?: boolean;
}

/**
 * Turns a codec into a predicate that agrees with `codec.is` on every input and costs about what a
 * hand-written one costs. Made once and kept: making it costs some microseconds.
 */
export function compileGuard<A>(
  codec: Codec<A>,
  { codeGeneration = true }: CompileGuardOptions = {},
): (value: unknown) => value is A {
  const shape = shapeOf(codec);
  const guard = (codeGeneration ? generated(guardSource(shape)) : undefined) ?? guardClosures(shape);
  return guard as (value: unknown) => value is A;
}

type Predicate = (value: unknown) => boolean;

/** Hosts that forbid code generation say so with an `EvalError`; anything else is a fault of ours. */
function generated({ text, constants }: ReturnType<typeof guardSource>): Predicate | undefined {
  try {
    return new Function('c', text)(constants) as Predicate;
  } catch (error) {
    if (error instanceof EvalError) return undefined;
    throw error;
  }
}
