/** A duration as people say it, like `340ms`, `1.2s`, `2m5s` or `3h20m`; nothing for what is none. */
export function readableDuration(seconds: unknown): string | undefined {
  if (typeof seconds !== 'number' || !Number.isFinite(seconds) || seconds < 0) return undefined;
  const milliseconds = seconds * 1_000;
  // Each limit is where rounding would reach the next unit.
  if (milliseconds < 0.995) return `${Number(milliseconds.toFixed(2))}ms`;
  if (milliseconds < 999.5) return `${Math.round(milliseconds)}ms`;
  if (seconds < 59.95) return `${Number(seconds.toFixed(1))}s`;
  const whole = Math.round(seconds);
  if (whole < 3_600) return both(whole, 60, 'm', 's');
  return both(Math.round(whole / 60), 60, 'h', 'm');
}

function both(amount: number, size: number, unit: string, smaller: string): string {
  const rest = amount % size;
  return `${Math.floor(amount / size)}${unit}${rest === 0 ? '' : `${rest}${smaller}`}`;
}
