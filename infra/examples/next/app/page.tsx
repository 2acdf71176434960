// A page of a Next.js app: the server renders anonymous rails, and in the browser each becomes the visitor's own.
// NEXT_PUBLIC_CURATORNET_URL and NEXT_PUBLIC_CURATORNET_KEY are the worker's address and its storefront key.
import { createClient } from '@curatornet/client';
import { StoreRail } from './store-rail';

export default async function Page() {
  const client = createClient({
    url: process.env.NEXT_PUBLIC_CURATORNET_URL!,
    key: process.env.NEXT_PUBLIC_CURATORNET_KEY!,
    timeout: 1000,
    retries: 0,
  });
  // Without the worker the page is there, and the rails follow in the browser.
  const { rails } = await client.rails({ rails: ['popular', 'new'], limit: 10 }).catch(() => ({ rails: [] }));
  const itemsOf = (id: string) => rails.find((rail) => rail.id === id)?.items ?? [];
  return (
    <main>
      <h1>My shop</h1>
      <StoreRail rail="for-you" heading="For you" items={[]} />
      <StoreRail rail="popular" heading="Popular" items={itemsOf('popular')} />
      <StoreRail rail="new" heading="New" items={itemsOf('new')} />
    </main>
  );
}
