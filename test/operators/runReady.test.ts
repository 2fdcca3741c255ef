import { describe, expect, it, jest } from '@jest/globals';
import fc from 'fast-check';
import {
  BehaviorSubject,
  concat,
  defer,
  EMPTY,
  finalize,
  lastValueFrom,
  map,
  merge,
  NEVER,
  Observable,
  of,
  Subject,
  take,
  takeWhile,
  tap,
  throwError,
  timer,
  toArray,
  VirtualTimeScheduler,
} from 'rxjs';
import { marbles } from '../../lib/testing/marbles.ts';
import { DependencyCircleError, dependencyGraph } from '../../operators/dependencyGraph.ts';
import { type RunReadyOptions, runReady } from '../../operators/runReady.ts';

type Letters = Readonly<Record<string, string>>;

const waitingFor = (names: readonly string[], others: Letters) => (name: string) =>
  [...(others[name] ?? '')].map((other) => names.indexOf(other));

/** Runs members by name; `others` names what each waits for, one letter each. */
function run(
  members: Readonly<Record<string, Observable<string>>>,
  others: Letters = {},
  options: RunReadyOptions<string> = {},
): Observable<string> {
  const names = Object.keys(members);
  const dependencies = waitingFor(names, others);
  return runReady(names, (name) => members[name] ?? NEVER, { dependencies, ...options });
}

/** The order in which members start that end at once, by default one after the other. */
function startsOf(names: string, others: Letters, options: RunReadyOptions<string> = {}): string {
  let started = '';
  const start = (name: string) => {
    started += name;
    return EMPTY;
  };
  const dependencies = waitingFor([...names], others);
  runReady([...names], start, { concurrency: 1, dependencies, ...options }).subscribe();
  return started;
}

const lookUp =
  <V>(values: Readonly<Record<string, V>>) =>
  (name: string) =>
    values[name] as V;
/** What digits stand for. */
const numbers = { 0: 0, 1: 1, 2: 2, 3: 3, 6: 6 };
const indices = (size: number) => Array.from({ length: size }, (_, index) => index);

interface RandomMember {
  readonly takes: number;
  readonly weight: number;
  readonly pool: 'x' | 'y' | undefined;
  readonly priority: number;
  readonly dependencies: readonly number[];
}

const pools = { x: 1, y: 2 };
const options: RunReadyOptions<RandomMember> = {
  dependencies: ({ dependencies }) => dependencies,
  weight: ({ weight }) => weight,
  priority: ({ priority }) => priority,
  pool: ({ pool }) => pool,
  pools,
};

const randomLimits = fc.array(fc.record({ at: fc.nat(30), limit: fc.nat(5) }), { maxLength: 6 });

/** Members in random order; each waits for some of those that come before it in another order. */
const randomMembers: fc.Arbitrary<RandomMember[]> = fc
  .array(
    fc.record({
      takes: fc.nat(5),
      weight: fc.integer({ min: 1, max: 7 }),
      pool: fc.constantFrom('x' as const, 'y' as const, undefined),
      priority: fc.nat(4),
      rank: fc.double({ min: 0, max: 1, noNaN: true }),
      picks: fc.array(fc.nat(), { maxLength: 3 }),
    }),
    { maxLength: 24, size: 'max' },
  )
  .map((members) =>
    members.map(({ rank, picks, ...member }) => {
      const earlier = indices(members.length).filter((other) => (members[other]?.rank ?? 0) < rank);
      const dependencies = picks.map((pick) => earlier[pick % earlier.length] ?? -1);
      return { ...member, dependencies: dependencies.filter((other) => other >= 0) };
    }),
  );

/** What is to start next, by the letter of the rules, over all members each time. */
class Model {
  limit = 0;
  readonly running = new Set<number>();
  readonly ended = new Set<number>();

  constructor(readonly members: readonly RandomMember[]) {}

  next(): number | undefined {
    const ready = indices(this.members.length).filter((index) => {
      const { dependencies, pool } = this.at(index);
      const inPool = [...this.running].filter((other) => this.at(other).pool === pool).length;
      const started = this.running.has(index) || this.ended.has(index);
      return (
        !started && dependencies.every((other) => this.ended.has(other)) && !(pool && inPool >= pools[pool])
      );
    });
    const [first] = ready.sort((a, b) => this.at(b).priority - this.at(a).priority || a - b);
    if (first === undefined || this.limit === 0) return undefined;
    const used = [...this.running].reduce((sum, other) => sum + this.at(other).weight, 0);
    return this.running.size === 0 || used + this.at(first).weight <= this.limit ? first : undefined;
  }

  run(index: number, takes: number, scheduler: VirtualTimeScheduler): Observable<unknown> {
    expect(this.next()).toBe(index);
    this.running.add(index);
    const ended = finalize(() => {
      this.running.delete(index);
      this.ended.add(index);
    });
    return (takes === 0 ? EMPTY : timer(takes, scheduler)).pipe(ended);
  }

  private at(index: number): RandomMember {
    return this.members[index] as RandomMember;
  }
}

// biome-ignore format: marbles are aligned by hand
describe('runReady', () => {
  it('takes a graph that is there already', () => {
    const dependencies = dependencyGraph(3, (index) => (index === 0 ? [2] : []), String);
    const order: number[] = [];
    runReady([0, 1, 2], (member) => { order.push(member); return EMPTY; }, { dependencies }).subscribe();

    expect(order).toEqual([2, 0, 1]);
    expect(() => runReady([0, 1], () => EMPTY, { dependencies })).toThrow('expected a graph of 2 members, got one of 3');
  });

  it('starts a member when all it waits for have ended', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    //     b
    //   ╱   ╲
    // a       d
    //   ╲   ╱
    //     c
    const members = { a: cold('-a|'), b: cold('b-|'), c: cold('--c-|'), d: cold('d|') };
    const a = '       ^-!     ';
    const b = '       --^-!   ';
    const c = '       --^---! ';
    const d = '       ------^!';
    const expected = '-ab-c-d|';

    expectObservable(run(members, { b: 'a', c: 'a', d: 'bc' })).toBe(expected);
    expectSubscriptions(members.a.subscriptions).toBe(a);
    expectSubscriptions(members.b.subscriptions).toBe(b);
    expectSubscriptions(members.c.subscriptions).toBe(c);
    expectSubscriptions(members.d.subscriptions).toBe(d);
  }));

  it('runs at most as many at once as there are slots', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const members = { a: cold('--a|'), b: cold('-b|'), c: cold('-c|'), d: cold('--d|') };
    const a = '       ^--!   ';
    const b = '       ^-!    ';
    const c = '       --^-!  ';
    const d = '       ---^--!';
    const expected = '-bac-d|';

    expectObservable(run(members, {}, { concurrency: 2 })).toBe(expected);
    expectSubscriptions(members.a.subscriptions).toBe(a);
    expectSubscriptions(members.b.subscriptions).toBe(b);
    expectSubscriptions(members.c.subscriptions).toBe(c);
    expectSubscriptions(members.d.subscriptions).toBe(d);
  }));

  it('has four slots unless told otherwise', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const member = cold('--|');
    const runs = [
      '               ^-!  ',
      '               ^-!  ',
      '               ^-!  ',
      '               ^-!  ',
      '               --^-!',
    ];
    const expected = ' ----|';

    expectObservable(runReady(indices(5), () => member)).toBe(expected);
    expectSubscriptions(member.subscriptions).toBe(runs);
  }));

  it('completes at once without members, whatever the concurrency', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const limits = cold('----', numbers);
    const expected = '   |   ';

    expectObservable(runReady([], () => NEVER, { concurrency: limits })).toBe(expected);
    expectSubscriptions(limits.subscriptions).toBe([]);
  }));

  it('counts members that emit nothing as ended', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const members = { a: EMPTY, b: cold('-|'), c: EMPTY, d: cold('-d|') };
    const d = '       -^-!';
    const expected = '--d|';

    expectObservable(run(members, { b: 'a', c: 'b', d: 'c' })).toBe(expected);
    expectSubscriptions(members.d.subscriptions).toBe(d);
  }));

  it('stays silent with a member that never ends', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const members = { a: cold('------'), b: cold('b|') };
    const a = '       ^-----';
    const expected = '------';

    expectObservable(run(members, { b: 'a' })).toBe(expected);
    expectSubscriptions(members.a.subscriptions).toBe(a);
    expectSubscriptions(members.b.subscriptions).toBe([]);
  }));

  it('errors with the first member that errors, and unsubscribes the others', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const members = { a: cold('-a-#'), b: cold('--b-b-b|'), c: cold('c|') };
    const a = '       ^--!';
    const b = '       ^--!';
    const expected = '-ab#';

    expectObservable(run(members, { c: 'a' })).toBe(expected);
    expectSubscriptions(members.a.subscriptions).toBe(a);
    expectSubscriptions(members.b.subscriptions).toBe(b);
    expectSubscriptions(members.c.subscriptions).toBe([]);
  }));

  it('errors with what run throws, and unsubscribes the others', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const members = { a: cold('-a|'), b: cold('----b|') };
    const a = '       ^-!';
    const b = '       ^-!';
    const expected = '-a#';

    const result = runReady(['a', 'b', 'x'] as const, (name) => {
      if (name === 'x') throw 'error';
      return members[name];
    }, { dependencies: (name) => (name === 'x' ? [0] : []) });

    expectObservable(result).toBe(expected);
    expectSubscriptions(members.a.subscriptions).toBe(a);
    expectSubscriptions(members.b.subscriptions).toBe(b);
  }));

  it('errors when a member is no input at all', () => {
    const error = jest.fn();
    runReady(['a'], () => 1 as never).subscribe({ error });

    expect(error).toHaveBeenCalledWith(expect.any(TypeError));
  });

  it('unsubscribes all running members', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const members = { a: cold('-a--a-'), b: cold('--b---'), c: cold('c|') };
    const unsub = '   ---!  ';
    const subs = '    ^--!  ';
    const expected = '-ab---';

    expectObservable(run(members, { c: 'a' }), unsub).toBe(expected);
    expectSubscriptions(members.a.subscriptions).toBe(subs);
    expectSubscriptions(members.b.subscriptions).toBe(subs);
    expectSubscriptions(members.c.subscriptions).toBe([]);
  }));

  it('keeps the runs of two subscribers apart', marbles(({ cold, expectObservable, expectSubscriptions }) => {
    const members = { a: cold('-a|'), b: cold('-b|') };
    const second = '   -^      ';
    const a = [
      '                ^-!     ',
      '                -^-!    ',
    ];
    const b = [
      '                --^-!   ',
      '                ---^-!  ',
    ];
    const expected1 = '-a-b|   ';
    const expected2 = '--a-b|  ';
    const result = run(members, { b: 'a' }, { concurrency: 1, pools: { p: 1 }, pool: () => 'p' });

    expectObservable(result).toBe(expected1);
    expectObservable(result, second).toBe(expected2);
    expectSubscriptions(members.a.subscriptions).toBe(a);
    expectSubscriptions(members.b.subscriptions).toBe(b);
  }));

  it('unsubscribes each running member once, in whatever order others ended', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray(indices(7)), (ending) => {
        const members = indices(7).map(() => new Subject<never>());
        const subscription = runReady(members, (member) => member, { concurrency: 7 }).subscribe();
        for (const index of ending) members[index]?.complete();
        const observed = members.filter((member) => member.observed).length;
        subscription.unsubscribe();

        expect(observed).toBe(7 - ending.length);
        expect(members.some((member) => member.observed)).toBe(false);
      }),
    );
  });

  it('runs the members of promises and iterables', async () => {
    const inputs = [Promise.resolve('a'), ['b', 'c'], of('d')];
    const result = runReady(inputs, (input) => input, { concurrency: 1 }).pipe(toArray());

    await expect(lastValueFrom(result)).resolves.toEqual(['a', 'b', 'c', 'd']);
  });

  it('hands each member and its index to run', () => {
    const start = jest.fn((_: string, __: number) => EMPTY);
    runReady(['x', 'y'], start).subscribe();

    expect(start.mock.calls).toEqual([['x', 0], ['y', 1]]);
  });

  describe('priority', () => {
    it('starts those first that the longest line waits for, ties in the order given', () => {
      // a     c ─ d ─ e     f ─ b     g
      expect(startsOf('abcdefg', { d: 'c', e: 'd', b: 'f' })).toBe('cdfabeg');
    });

    it('prefers of lines as long the one along which more others wait', () => {
      //             d
      //           ╱
      // a ─ b   c ─ e
      expect(startsOf('abcde', { b: 'a', d: 'c', e: 'c' })).toBe('cabde');
    });

    it('measures lines by duration', () => {
      const duration = lookUp({ a: 1, b: 1, c: 5, d: 9 });

      expect(startsOf('abcd', { b: 'a', c: 'b' }, { duration })).toBe('dabc');
    });

    it('takes a duration that is not known as the mean of the others and their standard deviation', () => {
      const duration = lookUp({ a: 2, b: undefined, c: 6, d: 8 });

      expect(startsOf('abcd', {}, { duration })).toBe('dbca');
    });

    it('takes all as alike where no duration is known', () => {
      expect(startsOf('abc', { c: 'b' }, { duration: () => undefined })).toBe('bac');
    });

    it('goes by priority alone if there is one', () => {
      const options = { priority: lookUp({ a: -1, b: 0, c: Number.POSITIVE_INFINITY, d: 0 }), duration: () => 7 };

      expect(startsOf('abcd', {}, options)).toBe('cbda');
    });
  });

  describe('concurrency', () => {
    it('may change while members run', marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const limits = hot(' --1----3----0-----2---', numbers);
      const subs = '       ^--------------------!';
      const member = cold('---|');
      const runs = [
        '                  --^--!',
        '                  -----^--!',
        '                  -------^--!',
        '                  -------^--!',
        '                  --------^--!',
        '                  ----------^--!',
        '                  ----------^--!',
        '                  -----------^--!',
        '                  ------------------^--!',
      ];
      const expected = '   ---------------------|';

      expectObservable(runReady(indices(9), () => member, { concurrency: limits })).toBe(expected);
      expectSubscriptions(limits.subscriptions).toBe(subs);
      expectSubscriptions(member.subscriptions).toBe(runs);
    }));

    it('starts nothing before its first value', marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const limits = hot(' -----', numbers);
      const member = cold('-|');
      const expected = '   -----';

      expectObservable(runReady(['a'], () => member, { concurrency: limits })).toBe(expected);
      expectSubscriptions(member.subscriptions).toBe([]);
    }));

    it('keeps its last value when it completes', marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const limits = cold('1|    ', numbers);
      const member = cold('--|   ');
      const runs = [
        '                  ^-!   ',
        '                  --^-! ',
      ];
      const expected = '   ----| ';

      expectObservable(runReady([0, 1], () => member, { concurrency: limits })).toBe(expected);
      expectSubscriptions(member.subscriptions).toBe(runs);
    }));

    it('errors when it completes and members could never start', marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const error = new RangeError('expected concurrency to be above 0 when it completes, got 0');
      const limits = cold('1-0-|', numbers);
      const member = cold('------|');
      const subs = '       ^---!';
      const expected = '   ----#';

      expectObservable(runReady([0, 1], () => member, { concurrency: limits })).toBe(expected, undefined, error);
      expectObservable(runReady([0, 1], () => member, { concurrency: EMPTY })).toBe('#', undefined, error);
      expectSubscriptions(member.subscriptions).toBe(subs);
    }));

    it('may complete at 0 when all members have started', marbles(({ cold, expectObservable }) => {
      const limits = cold('1-0|   ', numbers);
      const member = cold('------|');
      const expected = '   ------|';

      expectObservable(runReady(['a'], () => member, { concurrency: limits })).toBe(expected);
    }));

    it('errors when the stream errors', marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const limits = cold('1-#   ', numbers);
      const member = cold('m---| ');
      const subs = '       ^-!   ';
      const expected = '   m-#   ';

      expectObservable(runReady(['a'], () => member, { concurrency: limits })).toBe(expected);
      expectSubscriptions(member.subscriptions).toBe(subs);
    }));

    it.each([-1, 1.5, Number.NaN])('errors when the stream emits %p', (limit) => {
      const error = jest.fn();
      runReady(['a'], () => NEVER, { concurrency: of(limit) }).subscribe({ error });

      expect(error).toHaveBeenCalledWith(
        new RangeError(`expected concurrency to emit integers of at least 0, got ${limit}`),
      );
    });

    it.each([0, -1, 1.5, Number.NaN])('refuses %p', (concurrency) => {
      expect(() => runReady(['a'], () => NEVER, { concurrency })).toThrow(
        new RangeError(`expected concurrency to be a positive integer, got ${concurrency}`),
      );
    });
  });

  describe('weight', () => {
    it('takes slots, and nobody overtakes who lacks them', marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const members = { a: cold('---|'), b: cold('--|'), c: cold('-|') };
      const a = '       ^--!  ';
      const b = '       ---^-!';
      const c = '       ---^! ';
      const expected = '-----|';

      expectObservable(run(members, {}, { weight: lookUp({ a: 3, b: 2, c: 1 }) })).toBe(expected);
      expectSubscriptions(members.a.subscriptions).toBe(a);
      expectSubscriptions(members.b.subscriptions).toBe(b);
      expectSubscriptions(members.c.subscriptions).toBe(c);
    }));

    it('counts as all slots where there are fewer', marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const members = { a: cold('-|'), b: cold('--|'), c: cold('-|') };
      const a = '       ^!  ';
      const b = '       -^-!';
      const c = '       ---^!';
      const expected = '----|';

      expectObservable(run(members, {}, { weight: lookUp({ a: 1, b: 9, c: 1 }) })).toBe(expected);
      expectSubscriptions(members.a.subscriptions).toBe(a);
      expectSubscriptions(members.b.subscriptions).toBe(b);
      expectSubscriptions(members.c.subscriptions).toBe(c);
    }));

    it('counts in full when there are more slots later', marbles(({ cold, hot, expectObservable, expectSubscriptions }) => {
      const limits = hot('2--6----', numbers);
      const members = { a: cold('-----|'), b: cold('--|'), c: cold('--|') };
      const a = '         ^----!   ';
      const b = '         ---^-!   ';
      const c = '         -----^-! ';
      const expected = '  -------| ';

      expectObservable(run(members, {}, { concurrency: limits, weight: lookUp({ a: 5, b: 1, c: 1 }) })).toBe(expected);
      expectSubscriptions(members.a.subscriptions).toBe(a);
      expectSubscriptions(members.b.subscriptions).toBe(b);
      expectSubscriptions(members.c.subscriptions).toBe(c);
    }));
  });

  describe('pools', () => {
    it('limit their members, and hold nobody else up', marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const members = { a: cold('--|'), b: cold('--|'), c: cold('---|') };
      const a = '       ^-! ';
      const b = '       --^-!';
      const c = '       ^--!';
      const expected = '----|';
      const pool = lookUp({ a: 'x', b: 'x', c: undefined });

      expectObservable(run(members, {}, { pools: { x: 1, y: 2 }, pool })).toBe(expected);
      expectSubscriptions(members.a.subscriptions).toBe(a);
      expectSubscriptions(members.b.subscriptions).toBe(b);
      expectSubscriptions(members.c.subscriptions).toBe(c);
    }));

    it('let the more urgent of their members go first, even if it became ready later', marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const members = { a: cold('---|'), b: cold('-|'), c: cold('-|'), d: cold('-|') };
      const a = '       ^--!';
      const b = '       ----^!';
      const c = '       ^!';
      const d = '       ---^!';
      const expected = '-----|';
      const pool = lookUp({ a: 'x', b: 'x', c: undefined, d: 'x' });
      const priority = lookUp({ a: 9, b: 1, c: 1, d: 2 });

      expectObservable(run(members, { d: 'c' }, { pools: { x: 1 }, pool, priority })).toBe(expected);
      expectSubscriptions(members.a.subscriptions).toBe(a);
      expectSubscriptions(members.b.subscriptions).toBe(b);
      expectSubscriptions(members.c.subscriptions).toBe(c);
      expectSubscriptions(members.d.subscriptions).toBe(d);
    }));
  });

  describe('refusals', () => {
    const refused = (options: RunReadyOptions<string>) => () => runReady(['a', 'b', 'c'], () => NEVER, options);
    const label = (name: string) => name;

    it('names the circle', () => {
      const dependencies = waitingFor(['a', 'b', 'c'], { a: 'b', b: 'c', c: 'b' });

      expect(refused({ dependencies, label })).toThrow(new DependencyCircleError(['b', 'c']));
      expect(refused({ dependencies, label })).toThrow(
        'expected members that can start, got a circle where each waits for the next: b -> c -> b',
      );
      expect(refused({ dependencies })).toThrow('1 -> 2 -> 1');
    });

    it('names a member that waits for itself', () => {
      expect(refused({ dependencies: (_, index) => [index].slice(index), label })).toThrow('a -> a');
    });

    it('draws a large circle in short', () => {
      const size = 100_000;
      const dependencies = (_: number, index: number) => [(index + 1) % size];

      expect(() => runReady(indices(size), () => NEVER, { dependencies })).toThrow(
        / 0 -> 1 -> .* -> 11 -> … 99988 more … -> 0$/,
      );
    });

    it.each([3, -1, 0.5, Number.NaN])('names a member that waits for %p', (index) => {
      expect(refused({ dependencies: (name) => (name === 'b' ? [0, index] : []), label })).toThrow(
        new RangeError(`expected dependencies of member b to be indices from 0 to 2, got ${index}`),
      );
    });

    it('names the member whose number makes no sense', () => {
      expect(refused({ weight: () => 0.5, label })).toThrow(
        new RangeError('expected the weight of member a to be a positive integer, got 0.5'),
      );
      expect(refused({ duration: (_, index) => 1 - index, label })).toThrow(
        new RangeError('expected the duration of member c to be a number of at least 0, or undefined, got -1'),
      );
      expect(refused({ priority: () => Number.NaN })).toThrow(
        new RangeError('expected the priority of member 0 to be a number, got NaN'),
      );
    });

    it('names the pools there are', () => {
      expect(refused({ pools: { x: 1, y: 2 }, pool: () => 'z', label })).toThrow(
        new RangeError('expected the pool of member a to be one of x, y, got z'),
      );
      expect(refused({ pool: () => 'z', label })).toThrow(
        new RangeError('expected the pool of member a to be none, as there are no pools, got z'),
      );
      expect(refused({ pools: { x: 0 }, pool: () => 'x' })).toThrow(
        new RangeError('expected pool x to be a positive integer, got 0'),
      );
    });
  });

  describe('members that end at once', () => {
    const size = 100_000;
    const chain = (_: number, index: number) => (index === 0 ? [] : [index - 1]);

    it.each([
      ['side by side', {}],
      ['in one chain', { dependencies: chain }],
      ['all waiting for one', { dependencies: (_: number, index: number) => (index === 0 ? [] : [0]) }],
      ['with weights and pools', { dependencies: chain, weight: () => 9, pools: { x: 1 }, pool: () => 'x' }],
    ])('are finished, 100,000 of them, where mergeMap stops without a word (%s)', (_, options) => {
      let [seen, completed] = [0, false];
      runReady(indices(size), (index) => of(index), options).subscribe({
        next: () => { seen += 1; },
        complete: () => { completed = true; },
      });

      expect({ seen, completed }).toEqual({ seen: size, completed: true });
    });

    it('are finished behind one that takes its time', async () => {
      const result = runReady(indices(size), (index) => (index === 0 ? Promise.resolve(0) : of(index)), {
        concurrency: 1,
        dependencies: chain,
      });

      await expect(lastValueFrom(result)).resolves.toBe(size - 1);
    });
  });

  describe('re-entrance', () => {
    it('ends a member while the value of another is told', () => {
      const [a, c] = [new Subject<string>(), new Subject<string>()];
      const told: string[] = [];
      run({ a, b: concat(of('b1'), of('b2')), c }, { c: 'a' }).subscribe((value) => {
        told.push(value);
        if (value === 'b1') a.complete();
      });
      c.next('c');

      expect(told).toEqual(['b1', 'b2', 'c']);
    });

    it('changes the concurrency while a member starts', () => {
      const limits = new BehaviorSubject(1);
      const started: number[] = [];
      const start = (index: number) => {
        started.push(index);
        limits.next(index < 2 ? 3 : 0);
        return NEVER;
      };
      runReady(indices(5), start, { concurrency: limits }).subscribe();

      expect(started).toEqual([0, 1, 2]);
      limits.next(4);
      expect(started).toEqual([0, 1, 2, 3]);
    });

    it('unsubscribes while a member starts', () => {
      const done = new Subject<void>();
      const subscribed = jest.fn();
      const finalized = jest.fn();
      const start = (index: number) => {
        if (index === 0) return NEVER.pipe(finalize(finalized));
        done.next();
        return defer(subscribed as () => Observable<never>);
      };
      const running = runReady(indices(3), start, { concurrency: new BehaviorSubject(4) });
      const subscription = new Observable<never>((subscriber) => {
        done.subscribe(() => subscriber.unsubscribe());
        return running.subscribe(subscriber);
      }).subscribe();

      expect(subscription.closed).toBe(true);
      expect(finalized).toHaveBeenCalledTimes(1);
      expect(subscribed).not.toHaveBeenCalled();
    });

    it('stops endless members and endless limits when the subscriber has enough', () => {
      let [asked, started] = [0, 0];
      const endless = new Observable<number>((subscriber) => {
        while (!subscriber.closed) subscriber.next(++asked);
      });
      const start = () => {
        started += 1;
        return endless;
      };
      const told: number[] = [];
      runReady(indices(9), start, { concurrency: endless }).pipe(take(3)).subscribe((value) => told.push(value));

      expect({ told, asked, started }).toEqual({ told: [2, 3, 4], asked: 4, started: 1 });
    });

    it('starts nothing more while its error is told', () => {
      const [a, b] = [new Subject<string>(), new Subject<string>()];
      const start = jest.fn((name: string) => (name === 'a' ? a : b));
      runReady(['a', 'b', 'c'], start, { concurrency: 2 }).subscribe({ error: () => b.complete() });
      a.error('error');

      expect(start).toHaveBeenCalledTimes(2);
    });

    it('runs the finalizers of a member before what waits for it starts', () => {
      const events: string[] = [];
      const member = (name: string) =>
        new Observable<never>((subscriber) => {
          events.push(`+${name}`);
          subscriber.complete();
          return () => events.push(`-${name}`);
        });
      runReady(['a', 'b', 'c'], member, { dependencies: (_, index) => [index - 1].filter((at) => at >= 0) })
        .subscribe({ complete: () => events.push('|') });

      expect(events).toEqual(['+a', '-a', '+b', '-b', '+c', '-c', '|']);
    });

    it('gives the slot back of a member that gives up without an end', () => {
      const givesUp = new Observable<string>((subscriber) => subscriber.unsubscribe());
      const told: string[] = [];
      run({ a: givesUp, b: of('b'), c: of('c') }, { b: 'a' }, { concurrency: 1 }).subscribe((value) => told.push(value));

      expect(told).toEqual(['b', 'c']);
    });

    it('errors when a finalizer throws', () => {
      const [a, error] = [new Subject<string>(), jest.fn()];
      const throwing = a.pipe(finalize(() => { throw 'finalizer'; }));
      run({ a: throwing, b: of('b') }, { b: 'a' }).subscribe({ error });
      a.complete();

      expect(error.mock.calls).toEqual([[expect.objectContaining({ errors: ['finalizer'] })]]);
    });

    it('unsubscribes all members, even if a finalizer throws', () => {
      const finalized = jest.fn();
      const throwing = NEVER.pipe(finalize(() => { throw 'finalizer'; }));
      const subscription = run({ a: throwing, b: NEVER.pipe(finalize(finalized)) }).subscribe();

      expect(() => subscription.unsubscribe()).toThrow('finalizer');
      expect(finalized).toHaveBeenCalledTimes(1);
    });

    it('may be run again by what its error starts', () => {
      let runs = 0;
      const member = defer(() => (runs++ === 0 ? throwError(() => 'error') : of('a')));
      const result = run({ a: member });
      const told: string[] = [];
      result.subscribe({ error: () => result.subscribe((value) => told.push(value)) });

      expect(told).toEqual(['a']);
    });
  });

  it('keeps every limit and the order, leaves no slot empty that could be used, and comes to an end', () => {
    fc.assert(
      fc.property(randomMembers, randomLimits, (members, limits) => {
        const scheduler = new VirtualTimeScheduler();
        const model = new Model(members);
        const changes = limits.map(({ at, limit }) => timer(at, scheduler).pipe(map(() => limit)));
        const concurrency = merge(...changes, timer(50, scheduler).pipe(map(() => 2))).pipe(
          tap((limit) => { model.limit = limit; }),
        );
        let completed = false;
        const overlooked: number[] = [];
        const betweenFrames = timer(0.5, 1, scheduler).pipe(take(200), takeWhile(() => !completed));
        betweenFrames.subscribe(() => overlooked.push(...[model.next() ?? []].flat()));
        const result = runReady(members, ({ takes }, index) => model.run(index, takes, scheduler), {
          concurrency,
          ...options,
        });
        result.subscribe({ complete: () => { completed = true; } });
        scheduler.flush();

        expect(completed).toBe(true);
        expect(overlooked).toEqual([]);
        expect(model.ended.size).toBe(members.length);
        expect(model.running.size).toBe(0);
      }),
      { numRuns: 150 },
    );
  });
});
