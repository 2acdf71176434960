// `<curator-rail>`: a rail as an element, for any page. It shows what the page has put into it until the API has answered,
// or placeholders. rail -> page-of-rails, impressions, client; rail -> card, scroller, style.
import { type CardSettings, ownCard, skeleton, templateCard } from './card.ts';
import { type Client, createClient } from './client.ts';
import { recordImpressions } from './impressions.ts';
import { oneRail } from './page-of-rails.ts';
import { makeScrollable } from './scroller.ts';
import { STYLE } from './style.ts';
import type { ClientOptions, Rail, RailId, RailItem, RailsOptions } from './types.ts';

export * from './client.ts';

/** The detail of `curator-load`. */
export type Loaded = Partial<Pick<Rail, 'ref'>> & { items: RailItem[] };
/** The detail of `curator-select`, which can be cancelled: then the browser does not follow the link. */
export interface Selected {
  item: RailItem;
  ref?: string;
}

const ATTRIBUTES = ['rail', 'similar-to', 'limit', 'options', 'heading', 'api', 'api-key', 'user', 'token'];
const PROPERTIES = ['client', 'options'] as const;
const PLACEHOLDERS = 6;
const DEFAULT_LIMIT = 20;
/** How far below the window a rail begins to load. */
const NEAR = '400px';

/** Elements for the same visitor share a client. */
const clients = new Map<string, Client>();

/** The address of this script; a page that bundles it names the worker in `api`. */
const HERE = import.meta.url;

// A server that renders pages imports this file too, and has no elements.
const Base = globalThis.HTMLElement ?? (class {} as typeof HTMLElement);

export class CuratorRail extends Base {
  static readonly observedAttributes = ATTRIBUTES;

  #client: Client | undefined;
  #options: RailsOptions | undefined;
  #root: ShadowRoot | undefined;
  /** The text of the heading, which names the region and its buttons. */
  #name = '';
  #stopScrolling = () => {};
  #stopImpressions = () => {};
  #asked = false;
  /** Counts requests: the answer to an earlier one is ignored. */
  #turn = 0;

  /** By default made out of the attributes `api`, `api-key`, `user` and `token`. */
  get client(): Client {
    if (this.#client) return this.#client;
    const [api, key, user, token] = ['api', 'api-key', 'user', 'token'].map(
      (name) => this.getAttribute(name) ?? undefined,
    );
    const options: ClientOptions = { url: api ?? new URL(HERE).origin, key, user, token };
    const name = JSON.stringify(options);
    const client = clients.get(name) ?? createClient(options);
    clients.set(name, client);
    return client;
  }
  set client(client: Client) {
    this.#client = client;
    this.#changed();
  }

  /** Filters and other options of the request; by default the attribute `options`, as JSON. */
  get options(): RailsOptions {
    return this.#options ?? (JSON.parse(this.getAttribute('options') ?? '{}') as RailsOptions);
  }
  set options(options: RailsOptions) {
    this.#options = options;
    this.#changed();
  }

  connectedCallback(): void {
    if (!this.#root) {
      this.#root = this.attachShadow({ mode: 'open' });
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLE);
      this.#root.adoptedStyleSheets = [sheet];
      this.#adopt();
    }
    if (!this.hasAttribute('role')) this.setAttribute('role', 'region');
    this.#frame();
    if (this.#given.length > 0 || !this.#source) this.#showOwn();
    else this.#list(Array.from({ length: PLACEHOLDERS }, skeleton));
    if (!this.#source) return;
    this.setAttribute('aria-busy', 'true');
    if (this.getAttribute('loading') === 'eager') this.reload();
    else nearby.observe(this);
  }

  disconnectedCallback(): void {
    nearby.unobserve(this);
    this.#stopScrolling();
    this.#stopImpressions();
    this.#turn++;
  }

  attributeChangedCallback(): void {
    this.#changed();
  }

  /** What a page has set before this script ran hides the properties of the class. */
  #adopt(): void {
    for (const name of PROPERTIES) {
      if (!Object.hasOwn(this, name)) continue;
      const value = this[name];
      delete (this as Partial<Pick<CuratorRail, typeof name>>)[name];
      Object.assign(this, { [name]: value });
    }
  }

  #changed(): void {
    if (this.#asked && this.isConnected) this.reload();
  }

  /** Loads the rail, now and again: after the visitor has liked something. */
  async reload(): Promise<void> {
    nearby.unobserve(this);
    this.#asked = true;
    const turn = ++this.#turn;
    try {
      // Attributes that change together make one request.
      await undefined;
      if (turn !== this.#turn || !this.#source) return;
      const loaded = await this.#source();
      if (turn !== this.#turn) return;
      this.hidden = loaded === undefined || loaded.items.length === 0;
      if (loaded && !this.hidden) this.#show(loaded);
      this.#tell(this.hidden ? 'curator-empty' : 'curator-load', loaded);
    } catch (error) {
      if (turn !== this.#turn) return;
      // What the page has put into it stays; placeholders go.
      this.hidden = this.#given.length === 0;
      this.#tell('curator-error', error);
    }
    this.removeAttribute('aria-busy');
  }

  /** What loads the rail; none for an element that only shows what is in it. */
  get #source(): (() => Promise<(Loaded & { title?: string }) | undefined>) | undefined {
    const rail = this.getAttribute('rail');
    const item = this.getAttribute('similar-to');
    const limit = Number(this.getAttribute('limit') ?? DEFAULT_LIMIT);
    if (item !== null) return () => this.client.similar(item, { limit });
    if (rail !== null) return () => oneRail(this.client, rail as RailId, { limit, ...this.options });
    return undefined;
  }

  /** What the page has put into it, beside the heading and the template. */
  get #given(): Element[] {
    return [...this.children].filter((child) => child.slot === '' && !child.matches('template, noscript'));
  }

  /** The page's own heading. */
  get #ownHeading(): Element | null {
    return this.querySelector(':scope > [slot="heading"]');
  }

  /** The heading and the arrows. @param title the rail's, for an element without a heading */
  #frame(title = ''): void {
    const own = this.#ownHeading;
    const text = (own?.querySelector('h1, h2, h3, h4, h5, h6') ?? own)?.textContent;
    this.#name = text ?? this.getAttribute('heading') ?? title;
    const slot = document.createElement('slot');
    slot.name = 'heading';
    if (!own) {
      const heading = document.createElement(`h${Number(this.getAttribute('level')) || 2}`);
      heading.part.add('heading');
      heading.textContent = this.#name;
      slot.append(heading);
    }
    const arrows = document.createElement('div');
    arrows.part.add('arrows');
    arrows.hidden = true;
    this.#root!.replaceChildren(slot, arrows);
    const unnamed = this.getAttribute('role') === 'region' && !this.hasAttribute('aria-labelledby');
    if (unnamed) this.setAttribute('aria-label', this.#name);
  }

  /** Shows the list that the page has put into it. */
  #showOwn(): void {
    this.#root!.append(document.createElement('slot'));
    const list = this.#given.find((child) => child instanceof HTMLUListElement);
    if (list) this.#scroll(list as HTMLElement);
  }

  #show({ title, ref, items }: Loaded & { title?: string }): void {
    this.#frame(title);
    const settings: CardSettings = {
      href: this.getAttribute('href') ?? '/items/{id}',
      picture: this.getAttribute('picture') ?? '{image}',
      sizes: this.getAttribute('sizes') ?? '15rem',
      language: this.closest<HTMLElement>('[lang]')?.lang || undefined,
      ref,
    };
    const template = this.querySelector<HTMLTemplateElement>(':scope > template');
    const cards = items.map((item) => {
      const card = template ? templateCard(template, item, settings) : ownCard(item, settings);
      card.dataset.item = item.id;
      card.addEventListener('click', (event) => this.#select(event, item, ref));
      return card;
    });
    if (template) {
      const list = document.createElement('ul');
      list.append(...cards);
      for (const child of this.#given) child.remove();
      this.append(list);
      this.#showOwn();
    } else this.#list(cards);
    this.#stopImpressions();
    if (this.getAttribute('impressions') !== 'off') this.#stopImpressions = recordImpressions(cards, this.client);
  }

  /** Shows cards of the element's own. */
  #list(cards: HTMLLIElement[]): void {
    const list = document.createElement('ul');
    list.part.add('list');
    // Without bullets, Safari takes a list for none.
    list.setAttribute('role', 'list');
    list.append(...cards);
    this.#root!.append(list);
    this.#scroll(list);
  }

  #scroll(list: HTMLElement): void {
    this.#stopScrolling();
    const arrows = this.#root!.querySelector<HTMLElement>('[part~="arrows"]')!;
    this.#stopScrolling = makeScrollable(list, arrows, this.#name);
  }

  #select(event: Event, item: RailItem, ref: string | undefined): void {
    if (!(event.target as Element).closest('a, button')) return;
    this.client.record({ item: item.id, kind: 'click', rail: ref });
    if (!this.#tell('curator-select', { item, ref } satisfies Selected, true)) event.preventDefault();
  }

  #tell(name: string, detail: unknown, cancelable = false): boolean {
    return this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true, cancelable }));
  }
}

/** One for all, so that rails that come near together are loaded together. */
const nearby =
  typeof IntersectionObserver === 'undefined'
    ? (undefined as never)
    : new IntersectionObserver(
        (seen) => {
          for (const { isIntersecting, target } of seen) if (isIntersecting) (target as CuratorRail).reload();
        },
        { rootMargin: NEAR },
      );

if (typeof customElements !== 'undefined' && !customElements.get('curator-rail'))
  customElements.define('curator-rail', CuratorRail);

declare global {
  interface HTMLElementTagNameMap {
    'curator-rail': CuratorRail;
  }
}
