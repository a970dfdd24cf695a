// Leave quickly: empty the page at once, then let /leave/ sign out and go on to a neutral page, in place of this one in the history.
(() => {
  let escape = 0;
  const leave = (address) => {
    document.title = "";
    document.body.replaceChildren();
    location.replace(address);
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest && event.target.closest("a[data-leave]");
    if (!link) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    leave(link.href);
  }, true);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") { escape = 0; return; }
    const link = document.querySelector("a[data-leave]");
    if (event.timeStamp - escape < 1000 && escape && link) leave(link.href);
    escape = event.timeStamp;
  });
  // A page taken out of the browser's own memory may be one that was left: ask the server again.
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
})();
