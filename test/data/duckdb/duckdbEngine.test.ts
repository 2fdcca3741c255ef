import { describe, it } from '@jest/globals';
import { duckdbEngine } from '../../../lib/data/duckdb/duckdbEngine.ts';
import { engineSuite } from '../../../lib/testing/engineSuite.ts';

describe('duckdbEngine', () => {
  it.each(engineSuite())('$name', ({ run }) =>
    run(() => duckdbEngine(':memory:', { copies: 10, threads: 1 })),
  );
});
