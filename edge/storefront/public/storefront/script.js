// Small improvements of the pages, which also work without scripts.

/** A page from the browser's back/forward cache may show an item that has been sold since: reload it. */
addEventListener('pageshow', (event) => {
  if (event.persisted) location.reload();
});

/** Adds arrow buttons to rows that are wider than the window. */
for (const row of document.querySelectorAll('.row')) {
  const list = row.querySelector('ul');
  const arrows = document.createElement('div');
  arrows.className = 'arrows';
  const title = row.querySelector('h2').textContent;
  const [back, on] = [
    ['←', `Previous in ${title}`, -1],
    ['→', `Next in ${title}`, 1],
  ].map(([text, name, way]) => {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = text;
    button.setAttribute('aria-label', name);
    button.addEventListener('click', () => {
      const behavior = matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth';
      list.scrollBy({ left: way * list.clientWidth * 0.8, behavior });
    });
    return button;
  });
  const update = () => {
    back.disabled = list.scrollLeft < 1;
    on.disabled = list.scrollLeft + list.clientWidth > list.scrollWidth - 1;
    arrows.hidden = back.disabled && on.disabled;
  };
  arrows.append(back, on);
  row.querySelector('.row-head').append(arrows);
  list.addEventListener('scroll', update, { passive: true });
  new ResizeObserver(update).observe(list);
  update();
}

/** Sends the form when the third item is picked. */
const welcome = document.querySelector('.welcome');
if (welcome) {
  const wanted = Number(welcome.dataset.likes);
  const said = welcome.querySelector('[data-chosen]');
  const update = () => {
    const chosen = welcome.querySelectorAll(':checked').length;
    said.textContent = chosen === 0 ? '' : `${chosen} of ${wanted}`;
    if (chosen === wanted) welcome.requestSubmit();
  };
  welcome.addEventListener('change', update);
}
