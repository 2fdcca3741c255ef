// What comes in on a day: files made up by a small generator, the same for the same seed, with errors among them.
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const SEED = 7;
const FIRST = Date.UTC(2024, 2, 1);
const DAY = 86_400_000;
const CUSTOMERS = 500;
const PRODUCTS = 60;
const ORDERS = 2_000;

const regions = ['eu', 'us', 'apac'];
const tiers = ['basic', 'basic', 'basic', 'Plus', 'GOLD', undefined];
const categories = ['Books', 'Garden', 'Kitchen', 'Toys'];

/** Who moves to another tier in the evening. */
export const moving = 'C-0042';

/** The number of the day that comes next, from 0: those that came are in the archive. */
export function nextDay(home: string): number {
  const archive = join(home, 'archive');
  const came = existsSync(archive) ? readdirSync(archive) : [];
  return came.filter((file) => /^orders_eu_.*_08\.csv$/.test(file)).length;
}

export const dateOf = (day: number): string => new Date(FIRST + day * DAY).toISOString().slice(0, 10);

/** In the morning the orders of three regions come, customers, and now and then the catalogue; and one file is bad. */
export function morning(home: string, day: number): void {
  const random = randomFrom(SEED + day);
  const date = dateOf(day);
  if (day % 3 === 0) write(home, 'products.csv', catalogue(random, day));
  write(home, `customers_${date}_07.jsonl`, customersOf(random, day));
  for (const region of regions)
    write(home, `orders_${region}_${date}_08.csv`, ordersOf(random, { day, region }));
  const cutOff = `${ordersOf(random, { day, region: 'latam' }).slice(0, 40_000)}\n"latam-`;
  write(home, `orders_latam_${date}_08.csv`, cutOff);
}

/** In the evening a customer is in another tier, and orders again; some orders are corrected. */
export function eveningCustomers(home: string, day: number): void {
  const tier = day % 2 === 0 ? 'gold' : 'basic';
  const customer = { customer_id: moving, name: 'Ada  Moving', tier, changed_at: timeOf(day, 18 * 60) };
  write(home, `customers_${dateOf(day)}_18.jsonl`, `${JSON.stringify(customer)}\n`);
}

export function eveningOrders(home: string, day: number): void {
  const random = randomFrom(SEED + day + 1_000);
  const fresh = Array.from({ length: 5 }, (_, i) => [`E-${day}-${i}`, moving, productOf(random), 1 + i]);
  const corrected = Array.from({ length: 3 }, (_, i) => [
    `eu-${day}-${100 + i}`,
    customerOf(random),
    productOf(random),
    1,
  ]);
  const rows = [...fresh, ...corrected].map((fields) => [...fields, timeOf(day, 20 * 60)].join(','));
  write(home, `orders_eu_${dateOf(day)}_20.csv`, `${ORDER_COLUMNS}\n${rows.join('\n')}\n`);
}

const ORDER_COLUMNS = 'order_id,customer_id,product_id,quantity,ordered_at';

interface Place {
  readonly day: number;
  readonly region: string;
}

/** A quantity that is a word, a time that is none and a field that is missing; and somebody wants a great many. */
function ordersOf(random: Random, { day, region }: Place): string {
  const rows = Array.from({ length: ORDERS }, (_, i) => {
    const id = `${region}-${day}-${i}`;
    const quantity = i === 300 ? 'many' : i === 700 ? 400 : 1 + Math.floor(random() * 5);
    const at = i === 1_100 ? 'yesterday' : timeOf(day, Math.floor(random() * 8 * 60));
    const fields = [id, customerOf(random), productOf(random), quantity, at];
    return (i === 1_500 ? fields.slice(0, 3) : fields).join(',');
  });
  return `${ORDER_COLUMNS}\n${rows.join('\n')}\n`;
}

/** All customers on the first day, a few that changed on any other; one line is cut off. */
function customersOf(random: Random, day: number): string {
  const numbers =
    day === 0
      ? Array.from({ length: CUSTOMERS }, (_, i) => i)
      : Array.from(new Set(Array.from({ length: 12 }, () => Math.floor(random() * CUSTOMERS))));
  const lines = numbers
    .map((number) => ({
      customer_id: idOf('C', number),
      name: ` Customer   ${number} `,
      tier: tiers[Math.floor(random() * tiers.length)],
      changed_at: timeOf(day, -1),
    }))
    .filter(({ customer_id }) => day === 0 || customer_id !== moving)
    .map((customer) => JSON.stringify(customer));
  return `${[...lines, '{"customer_id":"C-9999","na'].join('\n')}\n`;
}

function catalogue(random: Random, day: number): string {
  const rows = Array.from({ length: PRODUCTS }, (_, i) => {
    const price = (2 + i + (day > 0 && i % 10 === 0 ? random() : 0)).toFixed(2);
    return [idOf('P', i), `Product ${i}`, categories[i % categories.length], price].join(',');
  });
  return `product_id,title,category,price\n${rows.join('\n')}\n`;
}

const idOf = (letter: string, number: number) => `${letter}-${String(number).padStart(4, '0')}`;
const customerOf = (random: Random) => idOf('C', Math.floor(random() * CUSTOMERS));
const productOf = (random: Random) => idOf('P', Math.floor(random() * PRODUCTS));

const timeOf = (day: number, minutes: number) =>
  new Date(FIRST + day * DAY + minutes * 60_000).toISOString().replace('.000Z', '');

function write(home: string, file: string, text: string): void {
  mkdirSync(join(home, 'landing'), { recursive: true });
  writeFileSync(join(home, 'landing', file), text);
}

type Random = () => number;

/** Numbers from 0 up to, but not including, 1; the same for the same seed. */
function randomFrom(seed: number): Random {
  let state = (seed * 2_654_435_761) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
