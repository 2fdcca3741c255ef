/** Why a run is cancelled that ends because a pipe failed. */
export const failureReason = (pipeId: string): string => `${pipeId} failed`;
