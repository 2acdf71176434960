'use client';
// A rail in the browser; the server renders its items as a list.
import { createClient, type RailId, type RailItem } from '@curatornet/client';
import { CuratorRail } from '@curatornet/client/react';

const url = process.env.NEXT_PUBLIC_CURATORNET_URL!;
const client = createClient({ url, key: process.env.NEXT_PUBLIC_CURATORNET_KEY! });
const PICTURE = `${url}/pictures/{image}`;

export function StoreRail({ rail, heading, items }: { rail: RailId; heading: string; items: RailItem[] }) {
  return (
    <CuratorRail client={client} rail={rail} heading={heading} limit={10} picture={PICTURE}>
      {items.length > 0 && (
        <ul>
          {items.map(({ id, title }) => (
            <li key={id}>
              <a href={`/items/${id}`}>{title ?? id}</a>
            </li>
          ))}
        </ul>
      )}
    </CuratorRail>
  );
}
