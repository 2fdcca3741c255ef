import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Asked, AskedWronglyError, asked } from './running/asked.ts';
import { Children } from './running/children.ts';
import { type LaneReport, lane } from './running/lane.ts';
import { summary } from './running/summary.ts';

const what = orRefused(() => asked(process.argv.slice(2)));
const folder = mkdtempSync(join(tmpdir(), 'rekindle-crash-'));
const children = new Children(join(dirname(fileURLToPath(import.meta.url)), 'child.js'), 2);
const startedAt = process.hrtime.bigint();
let killed = 0;
/** Streams have most to lose. */
const share = { batch: 3, stream: 4, ingest: 3 } as const;

const reports = await allLanes(what).finally(() => children.close());
const seconds = Number(process.hrtime.bigint() - startedAt) / 1e9;
const failed = reports.filter(({ problems }) => problems.length > 0);

if (what.json) console.log(JSON.stringify({ seed: what.seed, seconds, reports }));
else {
  for (const { workload, problems, evidence } of failed)
    console.log(`${workload}, seed ${what.seed}; what it left is in ${evidence}\n${problems.join('\n')}\n`);
  console.log(summary(reports, seconds));
}
if (failed.length === 0) rmSync(folder, { recursive: true });
process.exitCode = failed.length > 0 ? 1 : 0;

/** Workloads go on beside each other, each on databases of its own. */
function allLanes({ kills, seed, only, fault, at, short }: Asked): Promise<readonly LaneReport[]> {
  return Promise.all(
    only.map((workload) =>
      lane({
        ...{ workload, seed, folder, children, fault, at, short, onKill },
        kills: Math.round((kills * share[workload]) / only.reduce((sum, one) => sum + share[one], 0)),
      }),
    ),
  );
}

function onKill(): void {
  killed += 1;
  if (!what.json && killed % 25 === 0) console.log(`${killed} kills`);
}

/** What was asked for wrongly is told without a stack; anything else is a fault of ours. */
function orRefused<R>(work: () => R): R {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof AskedWronglyError)) throw error;
    console.error(error.message);
    process.exit(2);
  }
}
