import type { SqlQuery } from '../../../definitions/sqlValue.ts';
import { fragment, text } from '../reading/fragment.ts';
import { quotedList } from '../tables/quoted.ts';
import type { StagedTable } from './stageFiles.ts';
import { temp } from './stageNames.ts';

/** The rows of a table that files were read into. */
export const stagedQuery = ({ table, columns, order }: StagedTable): SqlQuery =>
  fragment(
    text(
      `select ${quotedList(Object.keys(columns))} from ${temp(table)}${order ? ` order by ${quotedList(order)}` : ''}`,
    ),
  );
