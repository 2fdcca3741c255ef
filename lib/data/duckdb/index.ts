export { type DuckdbEngineOptions, duckdbEngine } from './duckdbEngine.ts';
