import type { PipeMode } from '../definitions/pipe.ts';

/** Which pipes are meant: what a selection's text says, as a value. */
export type Selection = SelectionTerm | Combination | Around | Closure;

/** The part of a selection that looks at one pipe at a time. */
export type SelectionTerm =
  | { readonly kind: 'id'; readonly id: SelectionName }
  | { readonly kind: 'tag'; readonly tag: SelectionName; readonly value?: SelectionName }
  | { readonly kind: 'mode'; readonly mode: PipeMode }
  | { readonly kind: 'layer'; readonly layer: SelectionName }
  | { readonly kind: 'entity' | 'reads' | 'writes'; readonly entity: SelectionName }
  | { readonly kind: 'state'; readonly state: LastState };

/** Any or all of some selections, without others; without `of`, everything is meant. */
export interface Combination {
  readonly kind: 'any' | 'all';
  readonly of: readonly Selection[];
  readonly without: readonly Selection[];
}

/** A selection with what comes before and after it. */
export interface Around {
  readonly kind: 'around';
  readonly of: Selection;
  readonly before: Steps;
  readonly after: Steps;
}

/** A selection, all that comes after it, and all that those need. */
export interface Closure {
  readonly kind: 'closure';
  readonly of: Selection;
}

/** How many pipes far to go; 0 for not at all. */
export type Steps = number | 'all';

/** How a pipe ended in the last run. */
export type LastState = 'succeeded' | 'failed' | 'skipped' | 'cancelled';

/** Tells how a pipe ended in the last run; nothing where it was not in it. */
export type StateOf = (pipeId: string) => LastState | undefined;

/** A name that is taken as it stands, or a pattern of names. */
export interface SelectionName {
  readonly text: string;
  readonly isPattern: boolean;
}
