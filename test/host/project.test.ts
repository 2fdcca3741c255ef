import { describe, expect, it } from '@jest/globals';
import { NEVER } from 'rxjs';
import { memoryEngine } from '../../lib/data/memory/memoryEngine.ts';
import { entity } from '../../lib/definitions/entity.ts';
import { pipe } from '../../lib/definitions/pipe.ts';
import { type Project, projectOf } from '../../lib/host/project.ts';
import { query } from '../../lib/streaming/queries/query.ts';
import { text } from '../support/text.ts';

const orders = entity('bronze.orders', { keys: ['id'] });
const ingest = pipe('ingest', { output: orders, run: () => [] });
const clicks = query('clicks', () => NEVER);

/** A project of files with these exports. */
const made = (files: Readonly<Record<string, Readonly<Record<string, unknown>>>>): Project =>
  projectOf(
    '/shop',
    Object.entries(files).map(([file, exports]) => ({ file, exports })),
  );

const refusal = (files: Parameters<typeof made>[0]): string => {
  try {
    made(files);
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
  throw new Error('expected a refusal, got a project');
};

describe('projectOf', () => {
  it('finds definitions under any name, in lists, and in several files', () => {
    const { definitions, queries, name } = made({
      'a.ts': { anything: orders, some: [[ingest], clicks] },
      'b.ts': { again: orders, ingest },
    });
    expect(name).toBe('shop');
    expect(definitions.entities()).toEqual([orders]);
    expect(definitions.pipes()).toEqual([ingest]);
    expect(queries).toEqual([clicks]);
  });

  it('leaves alone whatever else is exported', () => {
    const { definitions } = made({
      'a.ts': {
        ingest,
        least: 500,
        helper: () => 1,
        list: [1, 2],
        shape: { kind: 'circle' },
        none: undefined,
      },
    });
    expect(definitions.pipes()).toEqual([ingest]);
  });

  it('takes settings from the default export or from one called rekindle', () => {
    const engine = memoryEngine();
    expect(made({ 'a.ts': { ingest, default: { name: 'store', engine } } })).toMatchObject({
      name: 'store',
      settings: { engine },
    });
    expect(made({ 'a.ts': { ingest }, 'b.ts': { rekindle: { name: 'store' } } }).name).toBe('store');
  });

  it('takes a default export that is a definition for that', () => {
    expect(made({ 'a.ts': { default: [ingest] } }).definitions.pipes()).toEqual([ingest]);
  });

  it('refuses settings in two places', () => {
    expect(refusal({ 'a.ts': { ingest, default: {} }, 'b.ts': { rekindle: {} } })).toBe(
      'ProjectError: expected one export of settings, got default in a.ts and rekindle in b.ts',
    );
  });

  it('says of settings everything that is wrong with them', () => {
    const settings = { nme: 'x', engine: {}, database: '', observers: { log: 1 } };
    expect(refusal({ 'a.ts': { ingest, default: settings } })).toBe(
      text(
        'DefinitionError: settings (default in a.ts): 5 things are wrong',
        '  nme: expected one of the options name, engine, database, journal, observers, run, lineage, ingest, streams, restarts, queries; did you mean "name"?',
        '  engine: expected an engine, or a function that makes one, got an object',
        '  database: expected the path of a file, got ""',
        '  observers: expected an object of functions, got an object',
        '  database: expected either an engine or the file of the embedded one, got both',
      ),
    );
  });

  it('says in the words of the registry what is malformed, and where it is', () => {
    const misspelt = { ...ingest, kind: 'pip' };
    const other = pipe('other', { output: orders, run: () => [] });
    expect(refusal({ 'a.ts': { misspelt, both: [ingest, other, 7] } })).toBe(
      text(
        'ProjectError: the definitions of shop: 3 things are wrong',
        '  ingest: expected an entity, a pipe, an ingestion, a stage or a list of them, got one of kind "pip" (misspelt in a.ts, both[0] in a.ts); did you mean "pipe"?',
        '  other: writes "bronze.orders", as the pipe "ingest" does (both[1] in a.ts)',
        '  item: expected an entity, a pipe, an ingestion, a stage or a list of them, got 7',
      ),
    );
  });

  it('refuses two queries of one id', () => {
    expect(refusal({ 'a.ts': { clicks }, 'b.ts': { more: query('clicks', () => NEVER) } })).toBe(
      'ProjectError: the definitions of shop: clicks: there is another query with this id (clicks in a.ts, more in b.ts)',
    );
  });

  it('refuses a project that defines nothing', () => {
    expect(refusal({ 'a.ts': { default: { name: 'empty' } } })).toBe(
      'ProjectError: expected empty to export entities, pipes or queries, got none in a.ts',
    );
  });
});
