// The rail `for-you`: all items by the model's score for the visitor's history.
import type { RailKind } from './rail.ts';

export const forYou: RailKind = {
  id: 'for-you',
  title: 'For you',
  rank: ({ profile }) => profile && { scores: profile.scores },
};
