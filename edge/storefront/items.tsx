// Items as pages show them: a picture with its label, and rows and walls of them.
import type { Child } from 'hono/jsx';
import type { Item } from '../catalogue/catalogue.ts';

/** Pictures of items whose size is not known get the room of a square. */
const SQUARE = 512;
const MAGNIFIED = 1.4;

/** @param rail the reference of the rail that leads there */
export const itemHref = (id: string, rail?: string) =>
  `/items/${encodeURIComponent(id)}${rail === undefined ? '' : `?rail=${encodeURIComponent(rail)}`}`;
export const artistPath = (artist: string) => `/artists/${encodeURIComponent(artist)}`;
export const titleOf = ({ id, title }: Item) => title ?? id;

/** As people write it; a currency that nobody knows stands behind the number. */
export function priceOf({ price, currency }: Item): string | undefined {
  if (price === undefined) return undefined;
  const maximumFractionDigits = Number.isInteger(price) ? 0 : 2;
  try {
    if (currency) return price.toLocaleString('en', { style: 'currency', currency, maximumFractionDigits });
  } catch {
    // Not a code of ISO 4217.
  }
  return `${price.toLocaleString('en', { maximumFractionDigits })} ${currency ?? ''}`.trim();
}

/** A picture is at an address of its own, or among the files that are served beside the worker. */
const pictureAddress = (image: string) =>
  image.startsWith('https://') ? image : `/pictures/${image.split('/').map(encodeURIComponent).join('/')}`;

interface ItemPictureProps {
  item: Item;
  alt: string;
  tallest?: number;
  first?: boolean;
}

/**
 * The picture of an item, with room for it before it has come.
 * @param tallest pixels that it may be high: it is shown as large as that allows, up to MAGNIFIED times its own size
 * @param first whether it is seen at once: then it is fetched before everything else, others as they come into view
 */
export function ItemPicture({ item, alt, tallest, first = false }: ItemPictureProps) {
  const { image, width = SQUARE, height = SQUARE } = item;
  const times = tallest === undefined ? 1 : Math.min(MAGNIFIED, tallest / height);
  if (!image) return <span class="picture none">{alt}</span>;
  return (
    <img
      class="picture"
      src={pictureAddress(image)}
      alt={alt}
      width={Math.round(times * width)}
      height={Math.round(times * height)}
      loading={first ? 'eager' : 'lazy'}
      fetchpriority={first ? 'high' : undefined}
    />
  );
}

export interface CardProps {
  item: Item;
  first?: boolean;
  /** The reference of the rail that it hangs on. */
  rail?: string;
  /** A line below the label. */
  note?: Child;
}

/** An item with its label; all of it leads to the item's page. */
export function Card({ item, first, rail, note }: CardProps) {
  const price = priceOf(item);
  return (
    <li class="card" data-item={item.id}>
      <a href={itemHref(item.id, rail)}>
        <ItemPicture item={item} alt="" first={first} />
        <span class="title">{titleOf(item)}</span>
        <span class="label">
          {item.artist}
          {item.artist && price && <span class="unseen">, </span>}
          {price && <span class="price">{price}</span>}
        </span>
      </a>
      {note && <p class="note">{note}</p>}
    </li>
  );
}

interface ItemRowProps {
  id: string;
  title: string;
  about?: Child;
  cards: CardProps[];
  /** Larger, and its first pictures come first: for the topmost row of a page. */
  lead?: boolean;
}

/** Pictures of the topmost row that are seen at once on a wide screen. */
const SEEN_AT_ONCE = 4;

/** A row of items that moves sideways. */
export function ItemRow({ id, title, about, cards, lead = false }: ItemRowProps) {
  return (
    <section class={lead ? 'row lead-row' : 'row'} aria-labelledby={id} data-rail={id}>
      <div class="row-head">
        <h2 id={id}>{title}</h2>
        {about && <p>{about}</p>}
      </div>
      <ul>
        {cards.map((card, place) => (
          <Card {...card} first={lead && place < SEEN_AT_ONCE} />
        ))}
      </ul>
    </section>
  );
}

/** Items side by side, line below line. */
export function ItemGrid({ cards }: { cards: CardProps[] }) {
  return (
    <ul class="wall">
      {cards.map((card, place) => (
        <Card {...card} first={place < SEEN_AT_ONCE} />
      ))}
    </ul>
  );
}
