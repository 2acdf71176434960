// The rail `new-for-you`: of the latest arrivals those that suit the visitor, best scores first. Latest is a number of
// works, not of days, so the rail is as full in a quiet month as in a busy one.
import { topK } from '@curatornet/shared/ranking.ts';
import { only, type RailKind } from './rail.ts';

/** How many of the works that may be shown count as new, the latest ones. */
export const NEW_WORKS = 200;

export const newForYou: RailKind = {
  id: 'new-for-you',
  rank(page) {
    if (!page.taste) return undefined;
    const latest = topK(page.catalogue.columns.uploadedAt, NEW_WORKS, page.open);
    return { title: 'New for you', scores: page.taste.scores, among: only(page, latest) };
  },
};
