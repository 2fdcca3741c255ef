import { describe, expect, it } from '@jest/globals';
import { filePattern } from '../../lib/definitions/filePattern.ts';

describe('filePattern', () => {
  it.each([
    ['orders_{region}_{day}.csv', 'orders_north_2024-05-01.csv', { region: 'north', day: '2024-05-01' }],
    ['orders_{region}_{day}.csv', 'orders_a_b_c.csv', { region: 'a', day: 'b_c' }],
    ['orders_{region}.csv', 'orders_.csv', undefined],
    ['orders_{region}.csv', 'orders_a/b.csv', undefined],
    ['*.csv', '.csv', {}],
    ['*.csv', 'a.csv.gz', undefined],
    ['a?.csv', 'ab.csv', {}],
    ['a?.csv', 'a.csv', undefined],
    ['**/{name}.csv', 'x.csv', { name: 'x' }],
    ['**/{name}.csv', 'a/b/x.csv', { name: 'x' }],
    ['**.csv', 'a/b.csv', {}],
    ['{year}/*/x+(1).csv', '2024/05/x+(1).csv', { year: '2024' }],
    [/orders_(?<day>\d+)(?:_(?<part>\d+))?\.csv/g, 'orders_5.csv', { day: '5' }],
    [/orders_(?<day>\d+)\.csv/, 'my_orders_5.csv', undefined],
  ])('%s of %s is %p', (pattern, path, groups) => {
    const made = filePattern(pattern);
    expect(made.match(path)).toEqual(groups);
    expect(made.match(path)).toEqual(groups);
  });

  it('tells its groups', () => {
    expect(filePattern('{a}/*_{b}.csv').names).toEqual(['a', 'b']);
    expect(filePattern(/(?<a>x)|(?<b>y)/).names).toEqual(['a', 'b']);
  });
});
