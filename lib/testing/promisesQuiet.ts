/**
 * Resolves once the promises that wait for nothing but other promises have gone as far as they can. To be
 * called out of one of them: a tick of Node comes when no other is left, and before timers and sockets.
 */
export function promisesQuiet(): Promise<void> {
  return new Promise((resolve) => process.nextTick(resolve));
}
