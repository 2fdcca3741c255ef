import { describe, expect, it } from '@jest/globals';
import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { check, checkOrThrow } from '../../lib/codec/check.ts';
import { RefusalError } from '../../lib/codec/refusal.ts';

const Mode = t.union([t.literal('batch'), t.literal('stream'), t.literal('both')]);
const Pipe = t.intersection([
  t.type({ pipeId: t.string, mode: Mode, inputs: t.array(t.string) }),
  t.partial({ timeout: t.number }),
]);
const Project = t.type({ pipes: t.array(Pipe) });
const Trigger = t.union([
  t.type({ kind: t.literal('every'), seconds: t.number }),
  t.type({ kind: t.literal('cron'), line: t.string }),
  t.type({ kind: t.literal('once') }),
]);

const refused = (codec: t.Mixed, value: unknown): string => {
  const checked = check(codec, value, 'project.json');
  if (E.isRight(checked)) throw new Error('was accepted');
  return checked.left.message;
};

const pipe = { pipeId: 'a', mode: 'batch', inputs: [] };

describe('check', () => {
  it('gives the decoded value', () => {
    expect(check(Project, { pipes: [pipe] }, 'project.json')).toEqual(E.right({ pipes: [pipe] }));
  });

  it.each<[string, t.Mixed, unknown, string]>([
    [
      'a wrong field',
      Project,
      { pipes: [{ ...pipe, pipeId: 7 }] },
      'project.json: pipes[0].pipeId: expected string, got 7',
    ],
    [
      'a misspelt option',
      Project,
      { pipes: [pipe, { ...pipe, mode: 'bach' }] },
      'project.json: pipes[1].mode: expected "batch" | "stream" | "both", got "bach"; did you mean "batch"?',
    ],
    [
      'a misspelt field',
      Project,
      { pipes: [{ pipe_id: 'a', mode: 'batch', inputs: [] }] },
      'project.json: pipes[0].pipeId: expected string, got nothing; did you mean "pipeId" where it says "pipe_id"?',
    ],
    ['the value itself', Project, 'text', 'project.json: expected object, got "text"'],
    ['nothing at all', Project, undefined, 'project.json: expected object, got undefined'],
    ['an array for an object', Project, [1, 2], 'project.json: expected object, got an array of 2'],
    [
      'an object for an array',
      Project,
      { pipes: { a: 1 } },
      'project.json: pipes: expected array, got an object with a',
    ],
    [
      'a key of several',
      t.keyof({ daily: 0, hourly: 0 }),
      'dayly',
      'project.json: expected "daily" | "hourly", got "dayly"; did you mean "daily"?',
    ],
    ['a refinement', t.Int, 1.5, 'project.json: expected Int, got 1.5'],
    [
      'the branch of a union that was meant',
      Trigger,
      { kind: 'every', seconds: '5' },
      'project.json: seconds: expected number, got "5"',
    ],
    [
      'a union as a whole',
      Trigger,
      { kind: 'sometimes' },
      'project.json: kind: expected "every" | "cron" | "once", got "sometimes"',
    ],
    [
      'a union of other things',
      t.union([t.string, t.number]),
      true,
      'project.json: expected string | number, got true',
    ],
    ['a bigint', t.string, 7n, 'project.json: expected string, got 7n'],
    ['a function', t.string, function late() {}, 'project.json: expected string, got function late'],
  ])('tells of %s', (_, codec, value, message) => {
    expect(refused(codec, value)).toBe(message);
  });

  it('tells everything that is wrong at once', () => {
    expect(refused(Project, { pipes: [{ mode: 'x', inputs: [1], timeout: 'soon' }] })).toBe(
      [
        'project.json: 4 things are wrong',
        '  pipes[0].pipeId: expected string, got nothing',
        '  pipes[0].inputs[0]: expected string, got 1',
        '  pipes[0].timeout: expected number, got "soon"',
        '  pipes[0].mode: expected "batch" | "stream" | "both", got "x"',
      ].join('\n'),
    );
  });

  it('does not show what may be a secret', () => {
    const message = refused(t.type({ password: t.string }), { password: 12345 });
    expect(message).toBe('project.json: password: expected string, got another value (not shown)');
  });

  it('keeps the refusals as data', () => {
    const checked = check(Mode, 'strean', 'flag --mode');
    expect(E.isLeft(checked) && checked.left.refusals).toEqual([
      { path: '', expected: '"batch" | "stream" | "both"', received: '"strean"', nearest: '"stream"' },
    ]);
  });
});

describe('checkOrThrow', () => {
  it('gives the value or throws the refusal', () => {
    expect(checkOrThrow(t.number, 1, 'limit')).toBe(1);
    expect(() => checkOrThrow(t.number, 'one', 'limit')).toThrow(RefusalError);
  });
});
