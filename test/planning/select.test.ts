import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { RefusalError } from '../../lib/codec/refusal.ts';
import { select } from '../../lib/planning/select.ts';
import type { LastState } from '../../lib/planning/selection.ts';
import { SelectionSyntaxError } from '../../lib/planning/selectionSyntaxError.ts';
import { failureOf } from '../support/failureOf.ts';
import { shop } from './support/shop.ts';
import { wire } from './support/wire.ts';

const selected = (expression: string) => select(shop, expression).pipeIds.join(' ');

describe('select', () => {
  it.each([
    ['silver.orders', 'silver.orders'],
    ['"silver.orders"', 'silver.orders'],
    ['silver.*', 'silver.orders silver.customers'],
    ['*.orders', 'bronze.orders silver.orders'],
    ['**orders', 'bronze.orders silver.orders'],
    ['gold.?????', 'gold.churn'],
    ['*.c*', 'bronze.customers bronze.clicks silver.customers gold.churn'],
  ])('finds pipes by id: %s', (expression, expected) => {
    expect(selected(expression)).toBe(expected);
  });

  it.each([
    ['tag:finance', 'silver.orders gold.revenue mart.report'],
    ['tag:finance=yes', 'gold.revenue mart.report'],
    ['tag:pii', 'bronze.customers silver.customers'],
    ['tag:pii=false', 'bronze.clicks'],
    ['tag:finance=""', 'silver.orders'],
    ['tag:own*=in*', 'bronze.orders bronze.customers'],
    ['mode:stream', 'bronze.clicks'],
    ['mode:both', 'silver.orders'],
    ['layer:silver', 'silver.orders silver.customers'],
    ['layer:gold', 'gold.revenue'],
    ['layer:science', 'gold.churn'],
    ['layer:mart', 'mart.report'],
    ['reads:bronze.orders', 'silver.orders silver.customers'],
    ['writes:bronze.orders', 'bronze.orders'],
    ['entity:bronze.orders', 'bronze.orders silver.orders silver.customers'],
    ['reads:landing.*', 'bronze.orders bronze.customers'],
  ])('finds pipes by what is said of them: %s', (expression, expected) => {
    expect(selected(expression)).toBe(expected);
  });

  it.each([
    ['+gold.revenue', 'bronze.orders bronze.customers silver.orders silver.customers gold.revenue'],
    ['1+gold.revenue', 'silver.orders silver.customers gold.revenue'],
    ['bronze.customers+', 'bronze.customers silver.customers gold.revenue gold.churn mart.report'],
    ['bronze.customers+2', 'bronze.customers silver.customers gold.revenue gold.churn'],
    ['1+silver.orders+1', 'bronze.orders silver.orders gold.revenue gold.churn'],
    [
      '@silver.orders',
      'bronze.orders bronze.customers silver.orders silver.customers gold.revenue gold.churn mart.report',
    ],
    ['@bronze.clicks', 'bronze.clicks'],
    ['writes:silver.*+1', 'silver.orders silver.customers gold.revenue gold.churn'],
    ['1+(mart.report gold.churn)', 'silver.orders silver.customers gold.revenue gold.churn mart.report'],
  ])('follows the wiring: %s', (expression, expected) => {
    expect(selected(expression)).toBe(expected);
  });

  it.each([
    ['gold.churn silver.orders', 'silver.orders gold.churn'],
    ['tag:finance,gold.*', 'gold.revenue'],
    ['tag:finance,gold.* bronze.clicks', 'bronze.clicks gold.revenue'],
    ['gold.* !gold.churn', 'gold.revenue'],
    ['!gold.churn gold.*', 'gold.revenue'],
    ['gold.*,!gold.churn', 'gold.revenue'],
    ['bronze.clicks !tag:pii,gold.*', 'bronze.clicks gold.revenue gold.churn'],
    ['!tag:pii !tag:owner', 'bronze.clicks silver.orders gold.churn mart.report'],
    ['!tag:pii,!tag:owner', 'bronze.clicks silver.orders gold.churn mart.report'],
    ['(bronze.* silver.*),*.orders', 'bronze.orders silver.orders'],
    ['+gold.revenue !(bronze.* silver.*)', 'gold.revenue'],
    ['  silver.*   gold.churn ', 'silver.orders silver.customers gold.churn'],
    ['silver.* mode:stream,gold.*', 'silver.orders silver.customers'],
  ])('joins, narrows and leaves out: %s', (expression, expected) => {
    expect(selected(expression)).toBe(expected);
  });

  it('asks how pipes ended in the last run', () => {
    const states: Record<string, LastState> = { 'silver.orders': 'failed', 'bronze.orders': 'succeeded' };
    const select1 = (expression: string) => select(shop, expression, (id) => states[id]).pipeIds;
    expect(select1('state:failed+1')).toEqual(['silver.orders', 'gold.revenue', 'gold.churn']);
    expect(select1('state:skipped')).toEqual([]);
  });

  it('gives handles beside the ids', () => {
    expect(select(shop, 'gold.*').handles).toEqual(Int32Array.of(5, 6));
  });

  it('goes round in a circle once', () => {
    // a ──> b ──> c ──> a
    const circle = wire({ a: ['c'], b: ['a'], c: ['b'], own: ['own'] });
    expect(select(circle, '+b').pipeIds).toEqual(['a', 'b', 'c']);
    expect(select(circle, 'b+1 own+').pipeIds).toEqual(['b', 'c', 'own']);
  });

  it('takes every writer of an entity for a neighbour of every reader', () => {
    // a ──┐      ┌──> c
    //     ├─ x ──┤
    // b ──┘      └──> d
    const shared = wire({ a: { writes: 'x' }, b: { writes: 'x' }, c: ['x'], d: ['x', 'x'] });
    expect(select(shared, '+d').pipeIds).toEqual(['a', 'b', 'd']);
    expect(select(shared, 'a+').pipeIds).toEqual(['a', 'c', 'd']);
  });

  it('refuses all that matches nothing at once, with what may have been meant', () => {
    const failure = failureOf(() =>
      select(
        shop,
        '+gold.revenu silver.orders,silvr.* !tag:finanse tag:owner=mony layer:scence reads:bronze.order landing.orders finance science silver nothing-like-it ** *',
      ),
    );
    expect(failure).toBeInstanceOf(RefusalError);
    expect(failure.message.split('\n').slice(1)).toEqual([
      '  expected the id of a pipe, or a pattern of one, got "gold.revenu"; did you mean "gold.revenue"?',
      '  expected the id of a pipe, or a pattern of one, got "silvr.*"; did you mean "silver.*"?',
      '  expected a tag that a pipe has, got "tag:owner=mony"; did you mean "tag:owner=money"?',
      '  expected a layer that a pipe writes into, got "layer:scence"; did you mean "layer:science"?',
      '  expected an entity that a pipe reads, got "reads:bronze.order"; did you mean "reads:bronze.orders"?',
      '  expected the id of a pipe, or a pattern of one, got "landing.orders"; did you mean "entity:landing.orders"?',
      '  expected the id of a pipe, or a pattern of one, got "finance"; did you mean "tag:finance"?',
      '  expected the id of a pipe, or a pattern of one, got "science"; did you mean "layer:science"?',
      '  expected the id of a pipe, or a pattern of one, got "silver"; did you mean "layer:silver"?',
      '  expected the id of a pipe, or a pattern of one, got "nothing-like-it"',
      '  expected the id of a pipe, or a pattern of one, got "*"; did you mean "**"?',
      '  expected a tag that a pipe has, got "tag:finanse"; did you mean "tag:finance"?',
    ]);
  });

  it.each(['constructor', 'tag:constructor', 'tag:__proto__', 'layer:toString'])(
    'takes nothing that every object has for a name: %s',
    (expression) => {
      expect(failureOf(() => select(shop, expression)).message).not.toContain('did you mean');
    },
  );

  it('refuses to guess how a last run ended', () => {
    expect(failureOf(() => select(shop, 'state:failed')).message).toBe(
      'selection state:failed: expected the states of a last run, got none to ask for "state:failed"',
    );
  });

  it.each([
    ['silver.* !', 11, 'expected an id, a pattern, a method like "tag:" or "(", got the end'],
    ['', 1, 'expected an id, a pattern, a method like "tag:" or "(", got the end'],
    ['()', 2, 'expected an id, a pattern, a method like "tag:" or "(", got ")"'],
    ['(a', 3, 'expected a space, a comma or ")", got the end'],
    ['a)', 2, 'expected a space, a comma or the end, got ")"'],
    ['a=b', 2, 'expected a space, a comma or the end, got "="'],
    ['a, b', 2, 'expected no space beside a comma (a comma is both, a space is either), got ","'],
    ['a ,b', 2, 'expected no space beside a comma (a comma is both, a space is either), got a space'],
    ['0+a', 1, 'expected from 1 to 1000000 steps, got "0"'],
    ['a+9999999', 2, 'expected from 1 to 1000000 steps, got "9999999"'],
    ['+!a', 2, 'expected an id, a pattern, a method like "tag:" or "(", got "!"'],
    ['tag:', 5, 'expected a tag, got the end'],
    ['tag:x=', 7, 'expected the value of a tag, got the end'],
    ['a "b', 3, 'expected a text that ends in a quote, got "\\""'],
    ['"\\x"', 1, 'expected a text in quotes as JSON writes it, got "\\"\\\\x\\""'],
    ['mode:strem', 6, 'expected "batch" | "stream" | "both", got "strem"; did you mean "stream"?'],
    ['𝒳é @+x', 5, 'expected an id, a pattern, a method like "tag:" or "(", got "+"'],
    [
      'a tga:x',
      3,
      'expected one of tag, mode, layer, entity, reads, writes, state before ":" (an id with ":" in it stands in quotes), got "tga"; did you mean "tag"?',
    ],
  ])('points at what it cannot read: %s', (expression, column, sentence) => {
    const failure = failureOf(() => select(shop, expression));
    expect(failure).toBeInstanceOf(SelectionSyntaxError);
    expect(failure).toHaveProperty('column', column);
    expect(failure.message.split('\n')).toEqual([
      `selection, column ${column}: ${sentence}`,
      `  ${expression}`,
      `  ${' '.repeat(column - 1)}^`,
    ]);
  });

  it('refuses parentheses without end rather than run out of stack', () => {
    expect(() => select(shop, '('.repeat(100_000))).toThrow('at most 200 parentheses inside of each other');
  });

  const name = fc.constantFrom(...shop.pipes.map(({ id }) => id), 'silver.*', '**');

  it('agrees with the algebra of sets', () => {
    fc.assert(
      fc.property(name, name, name, (a, b, c) => {
        expect(selected(`(${a} ${b}),${c}`)).toBe(selected(`${a},${c} ${b},${c}`));
        expect(selected(`!(${a} ${b})`)).toBe(selected(`!${a},!${b}`));
        expect(selected(`${a} ${b} !${c}`)).toBe(selected(`${a},!${c} ${b},!${c}`));
        expect(selected(`+(${a} ${b})+`)).toBe(selected(`+${a} ${b}+ +${b} ${a}+`));
        expect(selected(`@${a}`)).toBe(selected(`+(${a}+)`));
      }),
    );
  });

  it('selects among 10,000 pipes', () => {
    const layers = ['bronze', 'silver', 'gold', 'mart'];
    const id = (layer: number, i: number) => `${layers[layer]}.area${i % 50}.table_${i}`;
    const large = wire(
      Object.fromEntries(
        Array.from({ length: 10_000 }, (_, n) => {
          const [layer, i] = [Math.floor(n / 2_500), n % 2_500];
          const reads = layer === 0 ? [] : [0, 7, 31].map((k) => id(layer - 1, (i * 7 + k) % 2_500));
          return [id(layer, i), reads] as const;
        }),
      ),
    );
    expect(select(large, '@bronze.area1.table_1').pipeIds.length).toBeGreaterThan(100);
    expect(select(large, '+mart.** !bronze.area7.*').handles).toHaveLength(9_950);
  });
});
