import { describe, expect, it } from '@jest/globals';
import { tableText } from '../../lib/shell/tableText.ts';
import { text } from '../support/text.ts';

const columns = [{ title: 'name' }, { title: 'amount', align: 'right' }, { title: 'note' }] as const;

describe('tableText', () => {
  it('lines up what is in it', () => {
    const rows = [
      ['Ann', '12.5', 'first'],
      ['Bartholomew', '1250', ''],
    ];
    expect(tableText(columns, rows)).toBe(
      text(
        'name         amount  note', //
        '───────────  ──────  ─────',
        'Ann            12.5  first',
        'Bartholomew    1250',
      ),
    );
  });

  it('knows how wide signs are', () => {
    const rows = [
      ['日本', '1', '🎉'],
      ['e\u0301a', '22', '⚠️'],
      ['abcd', '333', 'xy'],
    ];
    expect(tableText(columns, rows)).toBe(
      text(
        'name  amount  note', //
        '────  ──────  ────',
        '日本       1  🎉',
        'e\u0301a        22  ⚠️',
        'abcd     333  xy',
      ),
    );
  });

  it('cuts the widest columns first where the terminal is narrow', () => {
    const rows = [['Bartholomew', '1250', 'a note that is long']];
    expect(tableText(columns, rows, { columns: 30 })).toBe(
      text(
        'name        amount  note', //
        '──────────  ──────  ──────────',
        'Bartholom…    1250  a note th…',
      ),
    );
  });

  it('leaves columns out at the right where even that is not enough, and says how many', () => {
    const rows = [['Bartholomew', '1250', 'a note that is long']];
    expect(tableText(columns, rows, { columns: 20 })).toBe(
      text(
        'name     amount  +1', //
        '───────  ──────  ──',
        'Bartho…    1250  …',
      ),
    );
  });

  it('has a head where there are no rows', () => {
    expect(tableText(columns, [])).toBe(
      text(
        'name  amount  note', //
        '────  ──────  ────',
      ),
    );
  });

  it.each([8, 12, 20, 33, 60, 200])('is never wider than %i columns', (room) => {
    const many = Array.from({ length: 12 }, (_, i) => ({ title: `column${i}` }));
    const rows = [many.map((_, i) => 'x'.repeat(i * 9))];
    const widths = tableText(many, rows, { columns: room })
      .split('\n')
      .map((line) => line.length);
    expect(Math.max(...widths)).toBeLessThanOrEqual(Math.max(room, 11));
  });
});
