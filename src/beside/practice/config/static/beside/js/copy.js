// Copies a link that is handed over by hand. Without it the link can still be marked and copied.
(() => {
  if (!navigator.clipboard) return;
  const show = () => document.querySelectorAll("[data-copy]").forEach((button) => { button.hidden = false; });
  document.addEventListener("click", async (event) => {
    const button = event.target.closest && event.target.closest("[data-copy]");
    if (!button) return;
    const source = document.querySelector(button.dataset.copy);
    try { await navigator.clipboard.writeText(source.value); } catch { source.select(); return; }
    const words = button.textContent;
    button.textContent = button.dataset.copied;
    setTimeout(() => { button.textContent = words; }, 3000);
  });
  document.addEventListener("beside:page", show);
  show();
})();
