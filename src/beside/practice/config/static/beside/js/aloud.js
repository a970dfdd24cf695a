// Reads a part of the page aloud, by a voice that lives on this device. A voice that would send the words elsewhere is never used;
// where there is no other, the button stays hidden.
(() => {
  if (!("speechSynthesis" in window)) return;
  const voice = () => {
    const language = document.documentElement.lang.slice(0, 2);
    return speechSynthesis.getVoices().find((each) => each.localService && each.lang.slice(0, 2) === language);
  };
  const show = () => { if (voice()) document.querySelectorAll("[data-read-aloud]").forEach((button) => { button.hidden = false; }); };
  const stop = (button) => {
    speechSynthesis.cancel();
    if (button.dataset.words) button.textContent = button.dataset.words;
    button.removeAttribute("data-reading");
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest("[data-read-aloud]");
    if (!button) return;
    if (button.hasAttribute("data-reading")) { stop(button); return; }
    document.querySelectorAll("[data-reading]").forEach(stop);
    const text = [...document.querySelectorAll(button.dataset.readAloud)].map((part) => part.innerText).join("\n");
    const said = new SpeechSynthesisUtterance(text);
    said.voice = voice();
    said.lang = document.documentElement.lang;
    said.onend = said.onerror = () => stop(button);
    button.dataset.words = button.textContent;
    button.textContent = button.dataset.wordsStop;
    button.setAttribute("data-reading", "");
    speechSynthesis.speak(said);
  });
  addEventListener("pagehide", () => speechSynthesis.cancel());
  document.addEventListener("beside:page", show);
  speechSynthesis.addEventListener("voiceschanged", show);
  show();
})();
