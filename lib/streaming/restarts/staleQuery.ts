import type { DimensionChange } from '../dimensions/dimensionChange.ts';

/** One reason to do something about a query. */
export interface StaleCause {
  readonly reaction: 'refresh' | 'restart';
  readonly reason: string;
  readonly change: DimensionChange;
  readonly priority: number;
  /** The cascade that it is part of. */
  readonly cascade: string | undefined;
}

/** A query that changes made stale, and all of them. */
export interface StaleQuery {
  readonly queryId: string;
  readonly causes: readonly StaleCause[];
}

export const isRestart = ({ causes }: StaleQuery): boolean =>
  causes.some(({ reaction }) => reaction === 'restart');

export const priorityOf = ({ causes }: StaleQuery): number =>
  Math.max(...causes.map(({ priority }) => priority));

/** Why, in one line. */
export function reasonOf({ causes }: Pick<StaleQuery, 'causes'>): string {
  const [first, ...others] = causes;
  return `${first?.reason ?? 'no reason'}${others.length > 0 ? `; and ${others.length} more` : ''}`;
}
