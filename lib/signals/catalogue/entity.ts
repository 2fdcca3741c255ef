import * as t from 'io-ts';
import { declare } from '../declare.ts';
import { duration, failure, flag, number, schema, text, texts, version } from './fields.ts';

const entity = { entityId: text, entityName: text } as const;
const keyed = { ...entity, mergeKeys: texts } as const;
const checked = {
  ...entity,
  'runId?': text,
  'pipeId?': text,
  check: text,
  kind: text,
  severity: t.union([t.literal('warn'), t.literal('fail')]),
  'rows?': number,
} as const;
const written = { ...entity, mode: text } as const;

/** What happens to entities and to the tables behind them. */
export const entities = {
  'entity.registered': declare('An entity was declared to the running system.', entity),
  'entity.before_ensure_table': declare('A table is about to be made sure of.', entity),
  'entity.after_ensure_table': declare('A table is there, made just now or before.', {
    ...entity,
    tableExists: flag,
    created: flag,
    ...duration,
  }),
  'entity.ensure_failed': declare('A table could not be made sure of.', {
    ...entity,
    ...failure,
    ...duration,
  }),
  'entity.before_read': declare('An entity is about to be read.', entity),
  'entity.after_read': declare('An entity was read, to its end unless its reader `left` before.', {
    ...entity,
    'rows?': number,
    ...duration,
    'left?': flag,
  }),
  'entity.read_failed': declare('An entity could not be read.', {
    ...entity,
    ...failure,
    'rows?': number,
    'durationSeconds?': number,
  }),
  'entity.before_merge': declare('Rows are about to be merged into an entity by its keys.', {
    ...keyed,
    'sourceRowCount?': number,
    operation: text,
  }),
  'entity.after_merge': declare('Rows were merged into an entity; `NaN` where its engine cannot count.', {
    ...keyed,
    rowsInserted: number,
    rowsUpdated: number,
    rowsDeleted: number,
    ...duration,
    'repeated?': flag,
  }),
  'entity.merge_failed': declare('Rows could not be merged; the entity is as it was.', {
    ...keyed,
    ...failure,
    ...duration,
  }),
  'entity.before_append': declare('Rows are about to be appended to an entity.', {
    ...entity,
    'rowCount?': number,
  }),
  'entity.after_append': declare('Rows were appended to an entity.', {
    ...entity,
    rowsAppended: number,
    ...duration,
    'repeated?': flag,
  }),
  'entity.append_failed': declare('Rows could not be appended; the entity is as it was.', {
    ...entity,
    ...failure,
    ...duration,
  }),
  'entity.before_write': declare('An entity is about to be written in a mode of its own.', written),
  'entity.after_write': declare('An entity was written.', {
    ...written,
    rowsWritten: number,
    ...duration,
    'repeated?': flag,
  }),
  'entity.write_failed': declare('An entity could not be written; it is as it was.', {
    ...written,
    ...failure,
    ...duration,
  }),
  'entity.schema_changed': declare(
    'The columns of an entity are not what they were; if not `applied`, those of its rows do not fit, and it kept its own.',
    {
      ...entity,
      oldSchema: schema,
      newSchema: schema,
      addedColumns: texts,
      removedColumns: texts,
      modifiedColumns: texts,
      'applied?': flag,
    },
  ),
  'entity.version_updated': declare('A write raised the version of an entity.', {
    ...entity,
    oldVersion: version,
    newVersion: version,
    reason: text,
  }),
  'entity.check_passed': declare('The rows of an entity are as a check expects.', checked),
  'entity.check_failed': declare(
    'Rows of an entity are not as a check expects, or the check could not be made.',
    {
      ...checked,
      'violations?': number,
      'sample?': t.readonlyArray(t.UnknownRecord),
      ...failure,
    },
  ),
  'entity.freshness_violated': declare(
    'The last write of an entity is longer ago than it may be, or there was none.',
    { ...entity, maxAgeSeconds: number, 'ageSeconds?': number, 'lastWriteAt?': text },
  ),
};
