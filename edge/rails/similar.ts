// The rail `similar`: the items most visually similar to those that the page is about, such as the items of a cart.
import type { RailKind } from './rail.ts';

export const similar: RailKind = {
  id: 'similar',
  title: 'Similar items',
  rank({ about, catalogue }) {
    return about && { scores: catalogue.table.lazyCosines(about.vector), basis: about.item };
  },
};
