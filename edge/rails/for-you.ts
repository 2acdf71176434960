// The rail `for-you`: what the user tower makes of a history, best scores first.
import type { RailKind } from './rail.ts';

export const forYou: RailKind = {
  id: 'for-you',
  rank: ({ profile }) => profile && { title: 'For you', scores: profile.scores },
};
