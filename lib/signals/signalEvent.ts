/** A signal on its way: what happened, when, in which operation, and because of which other signal. */
export class SignalEvent<N extends string = string, P = unknown> {
  constructor(
    readonly name: N,
    readonly payload: P,
    /** Place in the one order in which everybody is told. */
    readonly sequence: number,
    /** When it was emitted, in milliseconds of the bus's scheduler. */
    readonly time: number,
    /** The operation it belongs to. */
    readonly operationId: string,
    /** Sequence of the signal that led to this one. */
    readonly causedBy: number | undefined,
  ) {}

  /** When it was emitted, in ISO 8601; worked out when read, because most events are never asked. */
  get timestamp(): string {
    return new Date(this.time).toISOString();
  }

  /** Envelope and payload side by side; a field of the payload never hides one of the envelope. */
  toJSON(): Record<string, unknown> {
    const envelope: Record<string, unknown> = {
      signal: this.name,
      sequence: this.sequence,
      timestamp: this.timestamp,
      operationId: this.operationId,
      ...(this.causedBy === undefined ? {} : { causedBy: this.causedBy }),
    };
    if (typeof this.payload !== 'object' || this.payload === null)
      return { ...envelope, payload: this.payload };
    for (const [key, value] of Object.entries(this.payload)) {
      // The cause has its place in the envelope even where there is none.
      const reserved = key === 'causedBy' || Object.hasOwn(envelope, key);
      const taken = reserved && envelope[key] !== value;
      envelope[taken ? `payload_${key}` : key] = value;
    }
    return envelope;
  }
}
