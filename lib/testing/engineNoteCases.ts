import type { Note } from '../data/note.ts';
import type { CaseBody } from './engineCase.ts';
import { allOf, failureOf, oneOf, order, rowsOf, same, write } from './engineChecks.ts';
import { note, notesOf } from './engineNotes.ts';

const values: Readonly<Record<string, Note>> = {
  nothing: null,
  yes: true,
  no: false,
  zero: 0,
  large: Number.MAX_SAFE_INTEGER,
  small: -0.1,
  tiny: 5e-324,
  empty: '',
  text: 'it\'s "so"; \\ $1 ? \n\t 😀 ключ',
  list: [1, 'two', null, [true, []]],
  record: { a: { b: [{ c: 'd' }] }, 'e f': null, '': {} },
};

/** Small things that are kept beside the rows. */
export const engineNoteCases: readonly CaseBody[] = [
  {
    name: 'notes: are kept by scope and key, and read by keys or all, in order of keys',
    body: async ({ engine }) => {
      await note(engine, 'suite.a', { b: 1, a: 2, B: 3 });
      await note(engine, 'suite.b', { a: 'other' });
      same('all of a scope', await notesOf(engine, 'suite.a'), [
        ['B', 3],
        ['a', 2],
        ['b', 1],
      ]);
      const some = await notesOf(engine, 'suite.a', ['b', 'unheard of', 'a']);
      same('some of a scope', some, [
        ['a', 2],
        ['b', 1],
      ]);
      same('none of a scope', await notesOf(engine, 'suite.a', []), []);
      same('a scope of which nothing was noted', await notesOf(engine, 'suite.c'), []);
    },
  },
  {
    name: 'notes: take the place of those before, and undefined takes one away',
    body: async ({ engine }) => {
      await note(engine, 'suite.a', { a: 1, b: 1, c: 1 });
      await note(engine, 'suite.a', { a: 2, b: undefined, d: undefined });
      same('all of the scope', await notesOf(engine, 'suite.a'), [
        ['a', 2],
        ['c', 1],
      ]);
      await note(engine, 'suite.a', { b: 3 });
      same('what was taken away and noted again', await notesOf(engine, 'suite.a', ['b']), [['b', 3]]);
    },
  },
  {
    name: 'notes: come back as they were, whatever is in them and in their keys',
    body: async ({ engine }) => {
      await note(engine, 'suite.values', values);
      const sorted = Object.entries(values).sort(([a], [b]) => (a < b ? -1 : 1));
      same('values', await notesOf(engine, 'suite.values'), sorted);
      for (const key of ['', "it's", 'a/b', '$1', '%', 'ключ', '😀']) {
        await note(engine, "suite's scope", { [key]: key });
        same(`the note ${key}`, await notesOf(engine, "suite's scope", [key]), [[key, key]]);
      }
    },
  },
  {
    name: 'notes: are noted when it is subscribed to, all or none, and belong to who reads them',
    body: async ({ engine }) => {
      const noting$ = engine.note('suite.a', [['a', { n: [1] }]]);
      same('before subscribing', await notesOf(engine, 'suite.a'), []);
      same('what noting emits', await allOf(noting$), []);
      for (const kept of (await oneOf(engine.notes('suite.a'))).values())
        (kept as { n: number[] }).n.push(2);
      const boom = new Error('the notes broke');
      function* broken(): Generator<readonly [string, Note]> {
        yield ['a', 'other'];
        throw boom;
      }
      const error = await failureOf('notes that break', engine.note('suite.a', broken()));
      same('the error is the one of the notes', error === boom, true);
      same('after both', await notesOf(engine, 'suite.a'), [['a', { n: [1] }]]);
    },
  },
  {
    name: 'notes: take 2,000 at once, and leave rows and versions alone',
    body: async ({ engine, orders }) => {
      await write(engine, orders, [[order(1)]]);
      const before = [...(await oneOf(engine.versions([orders.id])))];
      const many = Array.from({ length: 2_000 }, (_, i) => [String(10_000 + i), i] as const);
      await allOf(engine.note(orders.id, many));
      same('notes', await notesOf(engine, orders.id), many);
      same('rows', await rowsOf(engine, orders), [order(1)]);
      same('versions', [...(await oneOf(engine.versions([orders.id])))], before);
    },
  },
];
