// Keeps the crisis help page and an empty page on the device, so that they are there without a connection: see sw.js.
(() => {
  const { worker, help, look } = document.currentScript.dataset;
  if (!("serviceWorker" in navigator)) return;
  addEventListener("load", async () => {
    try {
      await navigator.serviceWorker.register(worker, { scope: "/" });
      const ready = await navigator.serviceWorker.ready;
      ready.active.postMessage({ help, look, language: document.documentElement.lang });
    } catch { /* a private window may refuse: the pages work without it */ }
  });
})();
