/** The `entityId` of every frame of a query. No entity can have it, so none is taken for what a query gives. */
export const queryFrameId = '(query)';
