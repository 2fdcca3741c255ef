/** The columns that are looked at, in their order. */
export const columns = {
  order: ['id', 'region', 'amount', 'at'],
  event: ['id', 'kind', 'at'],
  state: ['id', 'region', 'amount', 'at', 'valid_from', 'valid_to', 'is_current'],
  total: ['region', 'orders', 'amount'],
} as const;
