import { type FieldReader, FieldRefusal, refused } from './fieldRefusal.ts';
import { FineDate } from './fineDate.ts';

const DATE = /^(\d{4})-(\d\d)-(\d\d)$/;
const TIME = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d(?::\d\d(?:\.(\d{1,9}))?)?)\s*(Z|[+-]\d\d(?::?\d\d)?)?$/i;

export const asDate: FieldReader = (value) =>
  calendarDay(String(value)) ?? refused('a date such as 2024-12-31', value);

export const asTimestamp: FieldReader = (value) => {
  const [, day = '', time = '', fraction = '', zone = 'Z'] = TIME.exec(String(value)) ?? [];
  const whole = calendarDay(day) && new Date(`${day}T${time}${inMinutes(zone)}`);
  const micros = Number(fraction.slice(3, 6).padEnd(3, '0'));
  if (whole && !Number.isNaN(whole.getTime())) return micros === 0 ? whole : new FineDate(whole, micros);
  return calendarDay(String(value)) ?? refused('a time such as 2024-12-31T23:59:59Z', value);
};

/** The thirtieth of February is taken for a day in March unless somebody looks. */
function calendarDay(text: string): Date | undefined {
  if (!DATE.test(text)) return undefined;
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text) ? day : undefined;
}

const inMinutes = (zone: string) =>
  /^[+-]\d\d$/.test(zone) ? `${zone}:00` : zone.replace(/^([+-]\d\d)(\d\d)$/, '$1:$2').toUpperCase();

/** A time in whole seconds, as a column of such has it. */
export const asSeconds: FieldReader = (value) => {
  const time = asTimestamp(value);
  if (time instanceof FieldRefusal || (time as Date).getTime() % 1_000 === 0) return time;
  return refused('a time of whole seconds', value);
};

const NANOS_END = 9_223_372_036_854;

/** Nanoseconds of 64 bits reach from 1677 to 2262. */
export const asNanos: FieldReader = (value) => {
  const time = asTimestamp(value);
  if (time instanceof FieldRefusal || Math.abs((time as Date).getTime()) < NANOS_END) return time;
  return refused('a time between 1677 and 2262', value);
};

export const asTimeOfDay: FieldReader = (value) =>
  /^([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,6})?)?$/.test(String(value))
    ? String(value)
    : refused('a time of day such as 23:59:59', value);
