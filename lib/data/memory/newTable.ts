import type { Entity } from '../../definitions/entity.ts';
import { declaredColumns } from '../tableColumns.ts';
import { emptyTable, type Table } from './table.ts';

/** The table of an entity before anything is written to it. */
export const newTable = ({ schema }: Entity): Table => emptyTable(declaredColumns(schema));
