// Small improvements of the pages, which also work without scripts.

/** A page from the browser's back/forward cache may show an item that has been sold since: reload it. */
addEventListener('pageshow', (event) => {
  if (event.persisted) location.reload();
});

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
