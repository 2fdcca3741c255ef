import type { Mark } from './marbleGrid.ts';
import { isCharacter, type MarbleLetters } from './marbleLetters.ts';
import type { MarbleMessage } from './marbleMessage.ts';

/** A message and the character it is drawn as. */
export interface SpelledMessage extends MarbleMessage {
  readonly character: string;
}

/** Gives each message its character, by preference the one drawn at the same place of `model`. */
export function spell(
  messages: readonly MarbleMessage[],
  letters: MarbleLetters,
  model: readonly SpelledMessage[] = [],
): SpelledMessage[] {
  const preferred = new Map(inPlaces(model).map(({ place, message }) => [place, message.character]));
  // Characters stand for themselves, also when something without a letter of its own comes before them.
  for (const { notification } of messages) {
    if (notification.kind === 'N' && isCharacter(notification.value)) letters.letterOf(notification.value);
  }
  return inPlaces(messages).map(({ place, message }) => {
    const { kind } = message.notification;
    if (kind !== 'N') return { ...message, character: kind === 'C' ? '|' : '#' };
    return { ...message, character: letters.letterOf(message.notification.value, preferred.get(place)) };
  });
}

/** Names the place of each message: its frame, and which one it is within that frame. */
export function inPlaces<T extends MarbleMessage>(messages: readonly T[]): { place: string; message: T }[] {
  let [frame, nth] = [Number.NaN, 0];
  return messages.map((message) => {
    nth = message.frame === frame ? nth + 1 : 0;
    frame = message.frame;
    return { place: `${frame}/${nth}`, message };
  });
}

/** Turns messages into the marks of one marble line; those of one frame become a group. */
export function marblesOf(messages: readonly SpelledMessage[]): Mark[] {
  const groups: SpelledMessage[][] = [];
  for (const message of messages) {
    const group = groups.at(-1);
    if (group?.[0]?.frame === message.frame) group.push(message);
    else groups.push([message]);
  }
  return groups.map((group) => {
    const text = group.map(({ character }) => character);
    return {
      frame: group[0]?.frame ?? 0,
      text: text.length === 1 ? text : ['(', ...text, ')'],
      final: group.some(({ notification }) => notification.kind !== 'N'),
    };
  });
}
