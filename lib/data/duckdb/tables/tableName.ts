import { EngineError } from '../../engineError.ts';
import { BORN, DATA, DIED, ownSchemas, ROWS, WAS } from './ownNames.ts';
import { quoted } from './quoted.ts';

/** What an entity is called in the database: the part before the first dot of its id is the schema. */
export interface TableName {
  readonly schema: string;
  readonly name: string;
}

/** Where people find the rows of an entity: `bronze.orders` is the view `orders` of the schema `bronze`. */
export function tableName(entityId: string): TableName {
  const dot = entityId.indexOf('.');
  const schema = dot < 0 ? 'main' : entityId.slice(0, dot);
  const name = dot < 0 ? entityId : entityId.slice(dot + 1);
  if (TAKEN.includes(schema.toLowerCase()))
    throw new EngineError(
      'invalid',
      `${entityId}: expected an id outside of the schema ${schema}, which is taken`,
      {
        entityId,
      },
    );
  return { schema, name };
}

const TAKEN: readonly string[] = [...ownSchemas, 'information_schema', 'pg_catalog', 'temp', 'system'];

/** The name in a statement. */
export const quotedTable = ({ schema, name }: TableName): string =>
  `${quotedSchema(schema)}.${quoted(name)}`;

/** The name of a schema in a statement. */
export const quotedSchema = (schema: string): string => `${DATA}.${quoted(schema)}`;

/** The table that holds the rows of an entity; a number is never used twice. */
export const rowsTable = (entityId: string, rowsNumber: number): string =>
  `${ROWS}.${quoted(`${entityId}#${rowsNumber}`)}`;

/** The same as it stands in a view, which other tools find in a database of another name. */
export const shownRows = (entityId: string, rowsNumber: number): string =>
  `${quoted(ownSchemas[1])}.${quoted(`${entityId}#${rowsNumber}`)}`;

/** The table that holds rows that are kept for earlier versions. */
export const keptTable = (entityId: string): string => `${ROWS}.${quoted(`${entityId}#kept`)}`;

/** Where that is kept which was told of the states of keys and changed no row. */
export const passedTable = (entityId: string): string => `${ROWS}.${quoted(`${entityId}#passed`)}`;

/** Columns that tables have besides those of the entity. */
export const ownColumns: readonly string[] = [BORN, DIED, WAS];
