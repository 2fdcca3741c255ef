/** A name in double quotes, as SQL has it. */
export const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** A text in single quotes, as SQL has it. */
export const quotedText = (text: string): string => `'${text.replaceAll("'", "''")}'`;
