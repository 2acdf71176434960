// The rail `because-you-bought`: items that look like the one of the visitor's that counts most, which is the bought item
// that the user vector itself scores highest.
import type { RailKind } from './rail.ts';

export const becauseYouBought: RailKind = {
  id: 'because-you-bought',
  rank(context) {
    if (!context.profile || context.profile.bought.length === 0) return undefined;
    const { bought, scores } = context.profile;
    const anchor = bought.reduce((best, row) => (scores[row] > scores[best] ? row : best));
    const { items, table } = context.catalogue;
    const { id, title } = items[anchor];
    return { title: `Because you bought ${title ?? id}`, scores: table.cosines(anchor).slice(), because: anchor };
  },
};
