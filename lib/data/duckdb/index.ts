export { type DuckdbEngineOptions, duckdbEngine } from './duckdbEngine.ts';
export { type Exported, exportEntity } from './files/exportEntity.ts';
export type { ExportFileOptions } from './files/exportFile.ts';
export { type ParsingConnection, parsedSql } from './parsedSql.ts';
