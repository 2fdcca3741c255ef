import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { TestScheduler } from 'rxjs/testing';
import { drawMarbles } from '../../lib/testing/drawMarbles.ts';
import { marbleGrid } from '../../lib/testing/marbleGrid.ts';
import { marbleLetters } from '../../lib/testing/marbleLetters.ts';
import type { MarbleMessage } from '../../lib/testing/marbleMessage.ts';
import { marblesOf, spell } from '../../lib/testing/spell.ts';

const next = (frame: number, value: unknown): MarbleMessage => ({
  frame,
  notification: { kind: 'N', value },
});

function parse(marbles: string, values?: Readonly<Record<string, unknown>>): MarbleMessage[] {
  const scheduler = new TestScheduler(() => undefined);
  return scheduler.run(() => TestScheduler.parseMarbles(marbles, values, undefined, false, true));
}

describe('drawMarbles', () => {
  it.each([
    ['-a--b-|'],
    ['(ab)-c#'],
    ['(ab|)'],
    ['a 40ms b 2s (cd) 90s e 3m |'],
    ['------------a'],
    [' 13ms a'],
  ])('draws %s as it was written', (diagram) => {
    expect(drawMarbles(parse(diagram)).marbles.trim()).toBe(diagram.trim());
  });

  it('uses the letters given for values, and fresh ones for others', () => {
    const drawn = drawMarbles([next(0, { id: 1 }), next(1, { id: 2 }), next(2, { id: 2 })], {
      b: { id: 1 },
    });

    expect(drawn).toEqual({ marbles: 'baa', values: { b: { id: 1 }, a: { id: 2 } } });
  });

  it('keeps characters for themselves', () => {
    expect(drawMarbles([next(0, 7), next(1, 'a')])).toEqual({ marbles: 'ba', values: { a: 'a', b: 7 } });
  });

  it('does not draw a character that has a meaning of its own', () => {
    const drawn = drawMarbles([next(0, '|'), next(1, '-'), next(2, ' ')]);

    expect(drawn).toEqual({ marbles: 'abc', values: { a: '|', b: '-', c: ' ' } });
  });

  it('has letters for more values than the alphabet', () => {
    const { marbles } = drawMarbles(Array.from({ length: 500 }, (_, frame) => next(frame, frame)));

    expect(new Set(marbles).size).toBe(500);
  });

  it('draws fractions of a frame', () => {
    const messages = [next(0, 'a'), next(1.5, 'b')];

    expect(drawMarbles(messages).marbles).toBe('a 0.5ms b');
    expect(parse('a 0.5ms b').map(({ frame }) => frame)).toEqual([0, 1.5]);
  });

  it('draws nothing as nothing', () => {
    expect(drawMarbles([]).marbles).toBe('');
  });
});

describe('marbleGrid', () => {
  const line = fc
    .tuple(
      fc.array(fc.tuple(fc.integer({ min: 0, max: 60 }), fc.constantFrom(...'abcxyz')), { maxLength: 12 }),
      fc.boolean(),
    )
    .map(([events, completes]) => {
      const values = events.sort(([a], [b]) => a - b).map(([frame, value]) => next(frame, value));
      const end: MarbleMessage = { frame: values.at(-1)?.frame ?? 3, notification: { kind: 'C' } };
      return completes ? [...values, end] : values;
    });
  const rowOf = (messages: readonly MarbleMessage[]) =>
    marblesOf(spell(messages, marbleLetters(new Map())));
  const overlaps = (messages: readonly MarbleMessage[]) => {
    const row = rowOf(messages);
    return row.some((mark, index) => mark.frame + mark.text.length > (row[index + 1]?.frame ?? Infinity));
  };

  it('gives lines of one length, with equal columns for equal frames', () => {
    fc.assert(
      fc.property(line, line, (one, other) => {
        const rows = [rowOf(one), rowOf(other)];
        const grid = marbleGrid(rows);

        expect(grid.lines[0]?.length).toBe(grid.lines[1]?.length);
        for (const [index, row] of rows.entries()) {
          for (const { frame, text } of row) {
            expect(grid.lines[index]?.slice(grid.columnOf(frame)).startsWith(text.join(''))).toBe(true);
          }
        }
      }),
    );
  });

  it('gives later frames later columns', () => {
    fc.assert(
      fc.property(line, line, (one, other) => {
        const grid = marbleGrid([rowOf(one), rowOf(other)]);
        const frames = [...new Set([...one, ...other].map(({ frame }) => frame))].sort((a, b) => a - b);
        const columns = frames.map((frame) => grid.columnOf(frame));

        expect(columns).toEqual([...new Set(columns)].sort((a, b) => a - b));
      }),
    );
  });

  it('gives lines that parse back to their messages, whatever is beside them', () => {
    fc.assert(
      fc.property(line, line, (one, other) => {
        fc.pre(!overlaps(one));
        const [drawn = ''] = marbleGrid([rowOf(one), rowOf(other)]).lines;
        const told = (messages: readonly MarbleMessage[]) =>
          messages.map(({ frame, notification }) => [
            frame,
            notification.kind,
            'value' in notification ? notification.value : undefined,
          ]);

        expect(told(parse(drawn))).toEqual(told(one));
      }),
    );
  });

  it('widens both lines where a group reaches past the next event', () => {
    const group = [next(0, 'a'), next(0, 'b'), next(1, 'c')];
    const single = [next(0, 'a'), next(1, 'b'), next(3, 'c')];

    expect(marbleGrid([rowOf(group), rowOf(single)]).lines).toEqual(['(ab)c--', 'a   b-c']);
  });

  it('shortens a silence on both lines alike', () => {
    const early = [next(0, 'a'), next(40, 'b')];
    const late = [next(0, 'a'), next(42, 'b')];

    expect(marbleGrid([rowOf(early), rowOf(late)]).lines).toEqual(['a 39ms b--', 'a 39ms --b']);
  });
});
