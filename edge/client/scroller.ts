// A list that scrolls sideways: arrow buttons, where it is wider than the window, and arrow keys from card to card. Touch
// scrolls without help.

/** The part of the list's width that an arrow scrolls by. */
const STEP = 0.8;

/**
 * @param arrows where the buttons go
 * @param name of the list, for the names of the buttons
 * @returns a function that ends it
 */
export function makeScrollable(list: HTMLElement, arrows: HTMLElement, name: string): () => void {
  const ending = new AbortController();
  const on = { signal: ending.signal, passive: true };
  const rightToLeft = getComputedStyle(list).direction === 'rtl' ? -1 : 1;
  const [back, next] = [
    ['←', `Previous in ${name}`, -1],
    ['→', `Next in ${name}`, 1],
  ].map(([text, label, way]) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = text as string;
    button.part.add('arrow');
    button.setAttribute('aria-label', label as string);
    button.addEventListener('click', () => {
      const behavior = matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth';
      list.scrollBy({ left: rightToLeft * (way as number) * list.clientWidth * STEP, behavior });
    });
    return button;
  });
  const update = () => {
    const scrolled = Math.abs(list.scrollLeft);
    back.disabled = scrolled < 1;
    next.disabled = scrolled + list.clientWidth > list.scrollWidth - 1;
    arrows.hidden = back.disabled && next.disabled;
  };
  list.addEventListener('scroll', update, on);
  list.addEventListener('keydown', moveFocus, { signal: ending.signal });
  const resized = new ResizeObserver(update);
  resized.observe(list);
  arrows.replaceChildren(back, next);
  update();

  function moveFocus(event: KeyboardEvent): void {
    const links = [...list.children].flatMap((card) => card.querySelector<HTMLElement>('a, button') ?? []);
    const place = links.findIndex((link) => link.closest('li')?.contains(event.target as Node));
    const step = { ArrowLeft: -rightToLeft, ArrowRight: rightToLeft }[event.key];
    const target = { Home: links[0], End: links.at(-1) }[event.key] ?? links[place + (step ?? Number.NaN)];
    if (place < 0 || !target) return;
    event.preventDefault();
    target.focus();
  }

  return () => {
    ending.abort();
    resized.disconnect();
    arrows.replaceChildren();
  };
}
