// Keeps the crisis help page on the device, so that it is there without a connection. Nothing else is kept: see sw.js.
(() => {
  const { worker, help } = document.currentScript.dataset;
  if (!("serviceWorker" in navigator)) return;
  addEventListener("load", async () => {
    try {
      await navigator.serviceWorker.register(worker, { scope: "/" });
      const ready = await navigator.serviceWorker.ready;
      ready.active.postMessage({ help, language: document.documentElement.lang });
    } catch { /* a private window may refuse: the pages work without it */ }
  });
})();
