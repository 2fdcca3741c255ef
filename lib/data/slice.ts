/** A value that a column can be compared with. */
export type Scalar = string | number | bigint | boolean | Date;

/**
 * Which rows, as plain data that an engine can turn into SQL. A comparison with a column that holds no
 * value does not hold, not even `!=`; a value must be of the column's type. `all` of nothing holds and
 * `any` of nothing does not.
 */
export type Condition =
  | {
      readonly op: '=' | '!=' | '<' | '<=' | '>' | '>=';
      readonly column: string;
      readonly value: Scalar;
    }
  | { readonly op: 'in'; readonly column: string; readonly values: readonly Scalar[] }
  | { readonly op: 'isNull' | 'isNotNull'; readonly column: string }
  | { readonly op: 'all' | 'any'; readonly of: readonly Condition[] };

/**
 * The part of an entity that is read.
 *
 * `rows`: the rows as they are, or as they were at a version (needs `timeTravel`), where a condition
 * holds. What came since a cursor is a condition: `{ op: '>', column: 'at', value: last }`.
 *
 * `since` leaves out the rows that were already as they are at that version (needs `versions`): it gives, as
 * they are now and once, those that were inserted or changed by a later write; all that an overwrite or a
 * replacement put there came by it. What was deleted is not told. It may be of any version that the entity
 * ever had, also one whose rows are let go; one that it never had is refused (`version_not_found`).
 *
 * `changes`: what happened after one version, up to and with another or now (needs `changeFeed`): each
 * row as it was inserted, updated or deleted, in the order of versions, with the columns `_change` and
 * `_version`. A key that changed in several versions comes several times. The changes of a version are always
 * in the same order, so that they can be read in parts: `offset` leaves out so many of the first of the slice,
 * and `limit` gives at most so many of those that follow.
 */
export type Slice =
  | {
      readonly kind: 'rows';
      readonly where?: Condition;
      readonly version?: number;
      readonly since?: number;
    }
  | {
      readonly kind: 'changes';
      readonly after: number;
      readonly upTo?: number;
      readonly offset?: number;
      readonly limit?: number;
    };

/** What the column `_change` of a change holds. */
export type ChangeKind = 'insert' | 'update' | 'delete';
