import { type Frame, isFrame } from '../definitions/frame.ts';
import { isSqlQuery, type SqlList, type SqlQuery, type SqlValue } from '../definitions/sqlValue.ts';

/** The query with other frames in the places of its own, also of those in queries within it. */
export function withFrames(query: SqlQuery, instead: (frame: Frame) => Frame): SqlQuery {
  return Object.freeze({ ...query, values: valuesWith(query, instead) });
}

function valuesWith({ values }: SqlQuery | SqlList, instead: (frame: Frame) => Frame): readonly SqlValue[] {
  return Object.freeze(values.map((value) => valueWith(value, instead)));
}

function valueWith(value: SqlValue, instead: (frame: Frame) => Frame): SqlValue {
  if (isFrame(value)) return instead(value);
  if (isSqlQuery(value)) return withFrames(value, instead);
  return isList(value) ? Object.freeze({ ...value, values: valuesWith(value, instead) }) : value;
}

const isList = (value: SqlValue): value is SqlList =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'list';
