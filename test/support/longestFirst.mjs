import { relative } from 'node:path';
import Sequencer from '@jest/test-sequencer';

/** Those that take longest, which must not begin last; how long others took, Jest remembers where it has run before. */
const longest = [
  ...[
    'package',
    'crash/crash',
    'data/duckdb/duckdbEngine',
    'lakehouse',
    'testing/simulation/seeds',
    'examples',
  ],
  ...['testing/engineSuite', 'data/reportingEngine', 'shell/process', 'streaming/supervisionModel'],
  ...['execution/ingestion/manyFiles', 'streaming/queriesMemory', 'shell/database', 'api'],
];

/** Has the longest begin first, also where nobody knows yet how long each takes. */
export default class LongestFirst extends Sequencer {
  sort(tests) {
    return super.sort(tests).sort((a, b) => rank(a) - rank(b));
  }
}

function rank({ path, context }) {
  const file = relative(context.config.rootDir, path).replaceAll('\\', '/');
  const place = longest.findIndex((name) => file === `test/${name}.test.ts`);
  return place < 0 ? longest.length : place;
}
