/** A name in double quotes, as SQL has it. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** Names in double quotes, with commas between. */
export const quotedList = (names: readonly string[]): string => names.map(quoted).join(', ');

/** A text in single quotes, as SQL has it. */
export const quotedText = (text: string): string => `'${text.replaceAll("'", "''")}'`;
