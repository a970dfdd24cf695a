// A number or a choice once tapped can be taken back: untouched is unanswered.
(() => {
  const buttonOf = (place) => place.closest(".scale, .field")?.querySelector("[data-clear]");
  const show = () => document.querySelectorAll("[data-clear]").forEach((button) => {
    button.hidden = !button.closest(".scale, .field").querySelector("input[type=radio]:checked");
  });
  document.addEventListener("change", (event) => {
    const button = event.target.matches("input[type=radio]") && buttonOf(event.target);
    if (button) button.hidden = false;
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest("[data-clear]");
    if (!button) return;
    const radios = [...button.closest(".scale, .field").querySelectorAll("input[type=radio]")];
    radios.forEach((radio) => { radio.checked = false; });
    button.hidden = true;
    if (radios[0]) { radios[0].focus(); radios[0].dispatchEvent(new Event("change", { bubbles: true })); button.hidden = true; }
  });
  document.addEventListener("beside:page", show);
  show();
})();
