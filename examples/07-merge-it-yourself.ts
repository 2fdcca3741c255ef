// The generations of a plan are streams of pipes to run: merge them with the operators you know.
import { entity, memoryEngine, pipe, plan, Registry, runnableGenerations } from 'rekindle';
import { limit } from 'rekindle/operators';
import { concatMap, tap } from 'rxjs';

const [a, b, c] = [entity('a'), entity('b'), entity('c')];
const wiring = new Registry()
  .add(
    pipe('make_a', { output: a, run: () => [[{ n: 1 }, { n: 2 }]] }),
    pipe('make_b', { output: b, run: () => [[{ n: 3 }]] }),
    pipe('make_c', { inputs: [a, b], output: c, run: (inputs) => inputs.a.rows() }),
  )
  .wiring();

runnableGenerations(plan(wiring), { engine: memoryEngine() })
  .pipe(
    tap(() => console.log('next generation')),
    // As `mergeMap` with a limit, which stops without a word when many end at once.
    concatMap((generation) => generation.pipe(limit(({ outcome$ }) => outcome$, 2))),
  )
  .subscribe(({ pipeId, status }) => console.log(`  ${pipeId}: ${status}`));

// prints:
// next generation
//   make_a: succeeded
//   make_b: succeeded
// next generation
//   make_c: succeeded
