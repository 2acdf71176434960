// The rail `because-you-bought`: items visually similar to one bought item, the one that the user vector scores highest.
import type { RailKind } from './rail.ts';

export const becauseYouBought: RailKind = {
  id: 'because-you-bought',
  title: 'Because you bought {item}',
  rank(context) {
    if (!context.profile?.anchor) return undefined;
    const { item, vector } = context.profile.anchor;
    const scores = context.catalogue.table.lazyCosines(vector);
    return { scores, basis: item, because: item.id };
  },
};
