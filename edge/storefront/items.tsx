// Components that show items: the picture, the card, the row and the grid.
import type { RailId } from '@curatornet/shared/rails-config.ts';
import type { Child } from 'hono/jsx';
import type { Item } from '../catalogue/catalogue.ts';
import type { RailsOptions } from '../client/client.ts';

/** The assumed width and height of pictures of unknown size. */
const SQUARE = 512;
/** The most screen pixels a pixel of a picture may cover in one direction: more would look blurred. */
const MAGNIFIED = 4 / 3;
/** The pixels a point of a screen that counts as dense. */
const DENSE = 1.5;

/** @param rail the `ref` of the rail that contains the link */
export const itemHref = (id: string, rail?: string) =>
  `/items/${encodeURIComponent(id)}${rail === undefined ? '' : `?rail=${encodeURIComponent(rail)}`}`;
export const artistPath = (artist: string) => `/artists/${encodeURIComponent(artist)}`;
export const titleOf = ({ id, title }: Pick<Item, 'id' | 'title'>) => title ?? id;

/** The price in the usual notation; an unknown currency is appended. */
export function priceOf({ price, currency }: Item): string | undefined {
  if (price === undefined) return undefined;
  const maximumFractionDigits = Number.isInteger(price) ? 0 : 2;
  try {
    if (currency) return price.toLocaleString('en', { style: 'currency', currency, maximumFractionDigits });
  } catch {
    // Not an ISO 4217 code.
  }
  return `${price.toLocaleString('en', { maximumFractionDigits })} ${currency ?? ''}`.trim();
}

/** A picture has its own address, was uploaded to the worker, or is one of the static files next to it. */
const pictureAddress = (image: string) =>
  image.startsWith('https://') || image.startsWith('/v1/items/')
    ? image
    : `/pictures/${image.split('/').map(encodeURIComponent).join('/')}`;

/** In `srcset`, white space and a comma at the end separate addresses. */
const inSrcset = (address: string) => address.replaceAll(' ', '%20').replace(/,$/, '%2C');

interface ItemPictureProps {
  item: Pick<Item, 'image' | 'width' | 'height'>;
  alt: string;
  tallest?: number;
  first?: boolean;
}

/**
 * The picture of an item; the page reserves its space before it loads.
 * @param tallest the largest height in points: the picture is shown that large, unless it would look blurred
 * @param first whether the picture is visible at once: then it is loaded first; other pictures load when scrolled into view
 */
export function ItemPicture({ item, alt, tallest, first = false }: ItemPictureProps) {
  const { image, width = SQUARE, height = SQUARE } = item;
  if (!image) return <span class="picture none">{alt}</span>;
  const src = pictureAddress(image);
  const shown = (density: number) => {
    const times = tallest === undefined ? 1 : Math.min(MAGNIFIED / density, tallest / height);
    return { width: Math.floor(times * width), height: Math.floor(times * height) };
  };
  const picture = (
    <img
      class="picture"
      src={src}
      alt={alt}
      {...shown(1)}
      loading={first ? 'eager' : 'lazy'}
      fetchpriority={first ? 'high' : undefined}
    />
  );
  if (tallest === undefined) return picture;
  return (
    <picture>
      <source media={`(min-resolution: ${DENSE}dppx)`} srcset={inSrcset(src)} {...shown(DENSE)} />
      {picture}
    </picture>
  );
}

export interface CardProps {
  item: Item;
  first?: boolean;
  /** The `ref` of its rail. */
  rail?: string;
  /** A line below the label. */
  note?: Child;
}

/** An item with its label, as a link to its page. */
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
  /** For the first row of a page: it is larger, and its first pictures are loaded first. */
  lead?: boolean;
}

/** The number of pictures in the first row that a wide screen shows. */
const SEEN_AT_ONCE = 4;

/** A row of items that scrolls horizontally. With scripts, the element adds arrows. */
export function ItemRow({ id, title, about, cards, lead = false }: ItemRowProps) {
  return (
    <section class={lead ? 'row lead-row' : 'row'} aria-labelledby={id} data-rail={id}>
      <curator-rail role="none">
        <RowHead id={id} title={title} about={about} />
        <ul>
          {cards.map((card, place) => (
            <Card {...card} first={lead && place < SEEN_AT_ONCE} />
          ))}
        </ul>
      </curator-rail>
    </section>
  );
}

const RowHead = ({ id, title, about }: Pick<ItemRowProps, 'id' | 'title' | 'about'>) => (
  <div class="row-head" slot="heading">
    <h2 id={id}>{title}</h2>
    {about && <p>{about}</p>}
  </div>
);

interface LoadedRowProps extends Omit<ItemRowProps, 'cards' | 'lead' | 'id'> {
  id: RailId;
  /** The storefront key: pages contain it. */
  apiKey: string;
  limit: number;
  options: RailsOptions;
}

/** A row that the browser asks the API for when it comes near. Without scripts it is a link. */
export function LoadedRow({ id, title, about, apiKey, limit, options }: LoadedRowProps) {
  return (
    <section class="row" aria-labelledby={id} data-rail={id}>
      <curator-rail
        role="none"
        rail={id}
        limit={limit}
        options={JSON.stringify(options)}
        api-key={apiKey}
        href="/items/{id}?rail={ref}"
        picture="/pictures/{image}"
      >
        <RowHead id={id} title={title} about={about} />
        <noscript>
          <p class="narrow">
            <a href="/">See it on the first page</a>
          </p>
        </noscript>
      </curator-rail>
    </section>
  );
}

/** Items in a grid. */
export function ItemGrid({ cards }: { cards: CardProps[] }) {
  return (
    <ul class="wall">
      {cards.map((card, place) => (
        <Card {...card} first={place < SEEN_AT_ONCE} />
      ))}
    </ul>
  );
}
