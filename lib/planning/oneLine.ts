/** A text on one line: whatever parts lines, or cannot be seen, is a space. */
export const oneLine = (text: string): string => text.replace(/[\p{C}\p{Z}]+/gu, ' ');
