// Which items a new version would take off sale: those that the version in force shows and the new bundle lacks, unless the
// store has uploaded them with features that the new version takes.
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type { BundleItem } from '@curatornet/shared/bundle.ts';
import { InputError } from '@curatornet/shared/errors.ts';
import type { Admin } from './client.ts';

/** How many of the items that would go are named. */
const NAMED = 5;

export interface ItemLoss {
  /** Items for sale now. */
  onSale: number;
  /** Ids of those that would go. */
  lost: string[];
}

/** @param bundle what is deployed: its items, and the numbers in an item's features */
export async function itemLoss(
  admin: Admin,
  bundle: { items: readonly BundleItem[]; features: number },
): Promise<ItemLoss> {
  const kept = new Set(bundle.items.map(({ id }) => id));
  const lost = new Set<string>();
  let onSale = 0;
  const lines = Readable.fromWeb((await admin.export()) as Parameters<typeof Readable.fromWeb>[0]);
  // Items come first, then the features that were uploaded, then events.
  for await (const text of createInterface(lines)) {
    const { item, features } = JSON.parse(text) as ExportLine;
    if (item) {
      if (!item.forSale) continue;
      onSale++;
      if (!kept.has(item.id)) lost.add(item.id);
    } else if (features && lost.size > 0) {
      if (features.values.length === bundle.features) lost.delete(features.id);
    } else break;
  }
  lines.destroy();
  return { onSale, lost: [...lost] };
}

interface ExportLine {
  item?: { id: string; forSale: boolean };
  features?: { id: string; values: number[] };
}

/** The loss, in words. */
export function lossInWords({ onSale, lost }: ItemLoss): string {
  if (lost.length === 0) return `all ${onSale.toLocaleString('en')} items on sale stay`;
  const more = lost.length > NAMED ? `, and ${(lost.length - NAMED).toLocaleString('en')} more` : '';
  const named = lost.slice(0, NAMED).join(', ') + more;
  return `${lost.length.toLocaleString('en')} of ${onSale.toLocaleString('en')} items on sale go: ${named}`;
}

/** @throws InputError where more than `percent` of the items on sale would go */
export function expectFewLost(loss: ItemLoss, percent: number, version: string): void {
  const share = (100 * loss.lost.length) / Math.max(1, loss.onSale);
  if (share <= percent) return;
  throw new InputError('invalid', `${lossInWords(loss)}. That is more than ${percent}%`, {
    where: version,
    how: `train on all items, upload them with features, or accept it: --accept-item-loss ${Math.ceil(share)}`,
  });
}
