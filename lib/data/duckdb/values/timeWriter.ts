import {
  DuckDBDateValue,
  DuckDBTimestampMillisecondsValue,
  DuckDBTimestampNanosecondsValue,
  DuckDBTimestampSecondsValue,
  DuckDBTimestampTZValue,
  DuckDBTimestampValue,
  type DuckDBType,
  DuckDBTypeId,
  type DuckDBValue,
} from '@duckdb/node-api';
import { refuse, type ValueWriter } from './misfit.ts';

/** The milliseconds of a date, and of the infinite ones. */
function msOf(value: unknown): number | undefined {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : value.getTime();
  return value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY ? value : undefined;
}

interface TimeType {
  readonly of: (ms: number) => DuckDBValue;
  readonly infinite: readonly [early: DuckDBValue, late: DuckDBValue];
  /** Milliseconds of which a time must be a multiple. */
  readonly unit: number;
  readonly expected: string;
}

const date = 'a Date';

const times = new Map<DuckDBTypeId, TimeType>([
  [
    DuckDBTypeId.TIMESTAMP,
    {
      of: (ms) => new DuckDBTimestampValue(BigInt(ms) * 1_000n),
      infinite: [DuckDBTimestampValue.NegInf, DuckDBTimestampValue.PosInf],
      unit: 1,
      expected: date,
    },
  ],
  [
    DuckDBTypeId.TIMESTAMP_TZ,
    {
      of: (ms) => new DuckDBTimestampTZValue(BigInt(ms) * 1_000n),
      infinite: [DuckDBTimestampTZValue.NegInf, DuckDBTimestampTZValue.PosInf],
      unit: 1,
      expected: date,
    },
  ],
  [
    DuckDBTypeId.TIMESTAMP_S,
    {
      of: (ms) => new DuckDBTimestampSecondsValue(BigInt(ms / 1_000)),
      infinite: [DuckDBTimestampSecondsValue.NegInf, DuckDBTimestampSecondsValue.PosInf],
      unit: 1_000,
      expected: 'a Date of whole seconds',
    },
  ],
  [
    DuckDBTypeId.TIMESTAMP_MS,
    {
      of: (ms) => new DuckDBTimestampMillisecondsValue(BigInt(ms)),
      infinite: [DuckDBTimestampMillisecondsValue.NegInf, DuckDBTimestampMillisecondsValue.PosInf],
      unit: 1,
      expected: date,
    },
  ],
  [
    DuckDBTypeId.TIMESTAMP_NS,
    {
      of: (ms) => {
        // Nanoseconds of 64 bits reach from 1677 to 2262.
        const nanos = BigInt(ms) * 1_000_000n;
        if (BigInt.asIntN(64, nanos) !== nanos) return refuse('a Date between 1677 and 2262');
        return new DuckDBTimestampNanosecondsValue(nanos);
      },
      infinite: [DuckDBTimestampNanosecondsValue.NegInf, DuckDBTimestampNanosecondsValue.PosInf],
      unit: 1,
      expected: date,
    },
  ],
  [
    DuckDBTypeId.DATE,
    {
      of: (ms) => new DuckDBDateValue(ms / 86_400_000),
      infinite: [DuckDBDateValue.NegInf, DuckDBDateValue.PosInf],
      unit: 86_400_000,
      expected: 'a Date without a time of day (in UTC)',
    },
  ],
]);

/** Makes dates and timestamps of dates, and infinite ones of what they are read as; nothing for other types. */
export function timeWriter({ typeId }: DuckDBType): ValueWriter | undefined {
  const time = times.get(typeId);
  if (!time) return undefined;
  const [early, late] = time.infinite;
  return (value) => {
    const ms = msOf(value);
    if (ms === Number.POSITIVE_INFINITY) return late;
    if (ms === Number.NEGATIVE_INFINITY) return early;
    return ms !== undefined && ms % time.unit === 0 ? time.of(ms) : refuse(time.expected);
  };
}
