import type { Output } from './terminal.ts';
import { cutToWidth } from './textWidth.ts';

/** The lower end of a terminal: lines that stay scroll up, and below them is a frame that is drawn over. */
export interface Screen {
  /** A line that stays; it is written along with the next frame. */
  print(line: string): void;
  /** Draws a frame in place of the last one. */
  draw(frame: readonly string[]): void;
  /** Takes the frame away, and leaves the terminal as it was. */
  end(): void;
}

const [HIDE, SHOW] = ['\u001b[?25l', '\u001b[?25h'];
const ERASE_BELOW = '\u001b[J';
const ERASE_REST = '\u001b[K';
const upBy = (lines: number) => (lines === 0 ? '' : `\u001b[${lines}A`);

/**
 * Draws on a terminal. Each frame is one write that goes over the last one line by line, so that nothing flickers;
 * no line is as wide as the terminal, as the lines could not be counted if one was broken in two.
 */
export function screen(output: Output): Screen {
  let drawn: readonly string[] = [];
  let lines: string[] = [];
  let isHidden = false;
  const write = (frame: readonly string[], after: string): void => {
    const body = [...lines, ...frame].map((line) => `${line}${ERASE_REST}\n`).join('');
    output.write(`${isHidden ? '' : HIDE}${upBy(drawn.length)}\r${body}${ERASE_BELOW}${after}`);
    [drawn, lines, isHidden] = [frame, [], true];
  };
  return {
    print: (line) => {
      lines.push(line);
    },
    draw: (frame) => {
      const cut = frame.map((line) => cutToWidth(line, Math.max(1, output.columns - 1)));
      const isSame =
        lines.length === 0 && cut.length === drawn.length && cut.every((line, i) => line === drawn[i]);
      if (!isSame) write(cut, '');
    },
    end: () => {
      if (isHidden || lines.length > 0) write([], SHOW);
      isHidden = false;
    },
  };
}
