// The rail `new`: the latest arrivals. The score is the time of upload, in seconds since 1970.
import type { RailKind } from './rail.ts';

export const newArrivals: RailKind = {
  id: 'new',
  title: 'New arrivals',
  unseen: true,
  rank: ({ catalogue }) => ({ scores: catalogue.columns.uploadedAt }),
};
