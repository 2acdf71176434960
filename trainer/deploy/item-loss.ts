// The items that a new version would take off sale: those that the current version shows and the new bundle lacks, unless
// the store uploaded them with features that the new version accepts.
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type { BundleItem } from '@curatornet/shared/bundle.ts';
import { InputError } from '@curatornet/shared/errors.ts';
import type { Admin } from './client.ts';

/** The most lost items that a message names. */
const NAMED = 5;

export interface ItemLoss {
  /** The number of items on sale now. */
  onSale: number;
  /** Ids of the items that would be lost. */
  lost: string[];
}

/** @param bundle the bundle to deploy: its items, and the dimensions of their features */
export async function itemLoss(
  admin: Admin,
  bundle: { items: readonly BundleItem[]; features: number },
): Promise<ItemLoss> {
  const kept = new Set(bundle.items.map(({ id }) => id));
  const lost = new Set<string>();
  let onSale = 0;
  const lines = Readable.fromWeb((await admin.export()) as Parameters<typeof Readable.fromWeb>[0]);
  // The export has items first, then uploaded features, then events.
  for await (const text of createInterface(lines)) {
    const { item, features, cursor } = JSON.parse(text) as ExportLine;
    if (item) {
      if (!item.forSale) continue;
      onSale++;
      if (!kept.has(item.id)) lost.add(item.id);
    } else if (features && lost.size > 0) {
      if (features.values.length === bundle.features) lost.delete(features.id);
    } else if (cursor === undefined) break;
  }
  lines.destroy();
  return { onSale, lost: [...lost] };
}

interface ExportLine {
  item?: { id: string; forSale: boolean };
  features?: { id: string; values: number[] };
  /** Where an interrupted export goes on. */
  cursor?: string;
}

/** Describes the loss in words. */
export function lossInWords({ onSale, lost }: ItemLoss): string {
  if (lost.length === 0) return `all ${onSale.toLocaleString('en')} items on sale remain`;
  const more = lost.length > NAMED ? `, and ${(lost.length - NAMED).toLocaleString('en')} more` : '';
  const named = lost.slice(0, NAMED).join(', ') + more;
  return `${lost.length.toLocaleString('en')} of ${onSale.toLocaleString('en')} items on sale would be lost: ${named}`;
}

/** @throws InputError if more than `percent` of the items on sale would be lost */
export function expectFewLost(loss: ItemLoss, percent: number, version: string): void {
  const share = (100 * loss.lost.length) / Math.max(1, loss.onSale);
  if (share <= percent) return;
  throw new InputError('invalid', `${lossInWords(loss)}. That is more than ${percent}%`, {
    where: version,
    how: `train on all items, upload them with features, or accept the loss: --accept-item-loss ${Math.ceil(share)}`,
  });
}
