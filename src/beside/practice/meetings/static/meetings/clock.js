// Keeps the clock going that the page came with. Without it the page shows when it was opened.
(() => {
  const place = document.querySelector("[data-clock]");
  if (!place) return;
  const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: place.dataset.clock });
  const show = () => {
    const now = new Date(), words = clock.format(now);
    if (place.textContent !== words) place.textContent = words;
    setTimeout(show, 60000 - (now % 60000));
  };
  show();
})();
