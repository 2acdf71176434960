// The rail `because-you-bought`: items visually similar to one bought item, the one that the user vector scores highest.
import type { RailKind } from './rail.ts';

export const becauseYouBought: RailKind = {
  id: 'because-you-bought',
  rank(context) {
    if (!context.profile || context.profile.bought.length === 0) return undefined;
    const { bought, scores } = context.profile;
    const anchor = bought.reduce((best, row) => (scores.of(row) > scores.of(best) ? row : best));
    const { items, table } = context.catalogue;
    const { id, title } = items[anchor];
    return { title: `Because you bought ${title ?? id}`, scores: table.lazyCosines(anchor), because: anchor };
  },
};
