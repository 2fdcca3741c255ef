#!/usr/bin/env node
// CommonJS, because Node 20 starts its thread pool while it loads the first ECMAScript module; the size of the
// pool has to be said before that.
process.env.UV_THREADPOOL_SIZE ??= '16';

const { version } = require('../package.json');

/** What projects import; the embedded engine where what it needs is installed. */
async function modules() {
  const [rekindle, operators, rxjs, duckdb] = await Promise.all([
    import('../dist/esm/lib/index.js'),
    import('../dist/esm/operators/index.js'),
    import('rxjs'),
    import('../dist/esm/lib/data/duckdb/index.js').catch(unlessAbsent),
  ]);
  return { rekindle, 'rekindle/operators': operators, rxjs, ...(duckdb && { 'rekindle/duckdb': duckdb }) };
}

function unlessAbsent(error) {
  if (error.code !== 'ERR_MODULE_NOT_FOUND' || !error.message.includes('@duckdb/')) throw error;
}

async function start() {
  const { main } = await import('../dist/esm/lib/shell/main.js');
  await main({ version, modules });
}

// What is asked most often by other programs needs nothing to be loaded.
if (['--version', '-V'].includes(process.argv[2])) console.log(version);
else start();
