#!/usr/bin/env node
// CommonJS, because Node 20 starts its thread pool while it loads the first ECMAScript module; the size of the
// pool has to be said before that.
process.env.UV_THREADPOOL_SIZE ??= '16';

const { version } = require('../package.json');

async function start() {
  const [rekindle, operators, rxjs, { main }] = await Promise.all([
    import('../dist/esm/lib/index.js'),
    import('../dist/esm/operators/index.js'),
    import('rxjs'),
    import('../dist/esm/lib/shell/main.js'),
  ]);
  await main({ version, modules: { rekindle, 'rekindle/operators': operators, rxjs } });
}

start();
