import type { Entity } from '../definitions/entity.ts';
import { columnNames, isColumns } from '../definitions/schema.ts';
import type { ColumnLineage } from '../planning/lineageColumns.ts';
import { openLineageRunId } from './openLineageRunId.ts';

/** Whose facets they are. */
export interface FacetsOf {
  readonly producer: string;
  readonly namespace: string;
}

const specOf = {
  schema: '1-2-0/SchemaDatasetFacet',
  columnLineage: '1-2-0/ColumnLineageDatasetFacet',
  statistics: '1-0-2/OutputStatisticsOutputDatasetFacet',
  error: '1-0-1/ErrorMessageRunFacet',
  parent: '1-2-0/ParentRunFacet',
};

const facet = (spec: keyof typeof specOf, producer: string) => {
  const name = specOf[spec].split('/')[1];
  return {
    _producer: producer,
    _schemaURL: `https://openlineage.io/spec/facets/${specOf[spec]}.json#/$defs/${name}`,
  };
};

/** The columns that an entity is declared with; nothing where it does not say. */
export function schemaFacet({ schema }: Entity, { producer }: FacetsOf): object | undefined {
  const names = columnNames(schema);
  if (!names) return undefined;
  const typed = isColumns(schema) ? schema : {};
  const fields = names.map((name) => ({
    name,
    ...(typed[name] === undefined ? {} : { type: typed[name] }),
  }));
  return { ...facet('schema', producer), fields };
}

/** Which columns of what is read a column comes from; those that are not known are left out. */
export function columnLineageFacet(lineage: ColumnLineage, { producer, namespace }: FacetsOf): object {
  const fields = Object.fromEntries(
    lineage.columns
      .filter(({ from }) => from !== 'unknown')
      .map(({ column, from }) => [
        column,
        {
          inputFields: (from === 'unknown' ? [] : from).map(({ table, column: field }) => ({
            namespace,
            name: table,
            field,
          })),
        },
      ]),
  );
  return { ...facet('columnLineage', producer), fields };
}

/** How many rows were written. */
export const statisticsFacet = (rowCount: number, { producer }: FacetsOf): object => ({
  ...facet('statistics', producer),
  rowCount,
});

/** Why a run failed. */
export const errorFacet = (message: string, { producer }: FacetsOf): object => ({
  ...facet('error', producer),
  message,
  programmingLanguage: 'TypeScript',
});

/** Which run a pipe is a part of. */
export const parentFacet = (runId: string, job: string, { producer, namespace }: FacetsOf): object => ({
  ...facet('parent', producer),
  run: { runId: openLineageRunId(runId) },
  job: { namespace, name: job },
});
