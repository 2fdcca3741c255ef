/** Named moments that a process says it has come to. */
export const markKinds = [
  'before commit',
  'in commit',
  'after commit',
  'in flush',
  'in checkpoint',
  'before move',
  'in move',
  'after move',
] as const;

export type MarkKind = (typeof markKinds)[number];

/** When a process is killed: so many milliseconds after its start, or after the n-th mark of a kind. */
export type Moment =
  | { readonly kind: 'time' | 'opening'; readonly delayMs: number }
  | { readonly kind: MarkKind; readonly nth: number; readonly delayMs: number };

/** All kinds of moments. */
export const momentKinds = ['time', 'opening', ...markKinds] as const;

/** A moment, for people. */
export const momentText = (moment: Moment | undefined) =>
  moment === undefined
    ? 'undisturbed'
    : 'nth' in moment
      ? `${moment.kind} ${moment.nth} + ${moment.delayMs} ms`
      : `${moment.kind} + ${moment.delayMs} ms`;
