// A card of <curator-rail>: the element's own, or a copy of the page's template with the fields filled in.
import type { RailItem } from './types.ts';

export interface CardSettings {
  /** The address of an item's page, with `{id}` and `{ref}`. */
  href: string;
  /** The address of a picture, with `{image}`, and `{width}` where the store serves several widths. */
  picture: string;
  /** The width of a picture on the page, for the browser's choice among the widths. */
  sizes: string;
  /** The language of prices. */
  language?: string;
  /** The `ref` of the rail. */
  ref?: string;
}

/** The assumed width and height of pictures of unknown size. */
const SQUARE = 512;
const WIDTHS = [240, 480, 720, 960];

/** `<li>` of the element's own. */
export function ownCard(item: RailItem, settings: CardSettings): HTMLLIElement {
  const card = make('li', 'card');
  const link = make('a', 'link');
  link.href = hrefOf(item, settings);
  const image = item.image ? make('img', 'image') : make('span', 'image');
  if (image instanceof HTMLImageElement) fillImage(image, item, settings);
  const label = make('span', 'label');
  label.append(...[filled('artist', item.artist), filled('price', priceOf(item, settings.language))].flat());
  if (label.childElementCount === 2) label.firstElementChild!.after(' · ');
  link.append(image, ...filled('title', titleOf(item)), label);
  card.append(link);
  return card;
}

/** `<li>` of the page's template. `data-field` names what goes into an element. */
export function templateCard(template: HTMLTemplateElement, item: RailItem, settings: CardSettings): HTMLLIElement {
  const card = document.createElement('li');
  card.append(template.content.cloneNode(true));
  const texts = { title: titleOf(item), artist: item.artist, price: priceOf(item, settings.language), id: item.id };
  for (const place of card.querySelectorAll<HTMLElement>('[data-field]')) {
    const text = texts[place.dataset.field as keyof typeof texts];
    if (place instanceof HTMLImageElement) fillImage(place, item, settings);
    else if (place instanceof HTMLAnchorElement) place.href = hrefOf(item, settings);
    else if (text === undefined) place.remove();
    else place.textContent = text;
  }
  return card;
}

/** A placeholder of the same height as a card. */
export function skeleton(): HTMLLIElement {
  const card = make('li', 'card skeleton');
  card.append(make('span', 'image'), make('span', 'title'), make('span', 'label'));
  card.setAttribute('aria-hidden', 'true');
  return card;
}

const make = <N extends keyof HTMLElementTagNameMap>(name: N, parts: string): HTMLElementTagNameMap[N] => {
  const element = document.createElement(name);
  element.part.value = parts;
  return element;
};

function filled(part: string, text: string | undefined): HTMLElement[] {
  if (text === undefined) return [];
  const element = make('span', part);
  element.textContent = text;
  return [element];
}

/** Replaces `{name}` by a value that is safe in an address. */
const fill = (template: string, values: Record<string, string>) =>
  template.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');

const hrefOf = (item: RailItem, { href, ref = '' }: CardSettings) =>
  fill(href, { id: encodeURIComponent(item.id), ref: encodeURIComponent(ref) });
const titleOf = ({ id, title }: RailItem) => title ?? id;

/** The browser reserves the picture's space by its width and height, and loads it when it comes near. */
function fillImage(image: HTMLImageElement, item: RailItem, { picture, sizes }: CardSettings): void {
  const path = (item.image ?? '').split('/').map(encodeURIComponent).join('/');
  const address = (width: number) =>
    /^https?:/.test(item.image ?? '') ? item.image! : fill(picture, { image: path, width: String(width) });
  image.loading = 'lazy';
  image.alt = '';
  image.width = item.width ?? SQUARE;
  image.height = item.height ?? SQUARE;
  if (picture.includes('{width}')) {
    image.sizes = sizes;
    image.srcset = WIDTHS.map((width) => `${address(width)} ${width}w`).join(', ');
  }
  image.src = address(WIDTHS[1]);
}

/** The price in the usual notation; an unknown currency is appended. */
function priceOf({ price, currency }: RailItem, language?: string): string | undefined {
  if (price === undefined) return undefined;
  const maximumFractionDigits = Number.isInteger(price) ? 0 : 2;
  try {
    if (currency) return price.toLocaleString(language, { style: 'currency', currency, maximumFractionDigits });
  } catch {
    // Not an ISO 4217 code.
  }
  return `${price.toLocaleString(language, { maximumFractionDigits })} ${currency ?? ''}`.trim();
}
