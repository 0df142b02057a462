// The dialogs of the door console. What they ask is asked by htmx; here they
// open, close and hand over what was said.
(() => {
  "use strict";

  const sheet = document.getElementById("sheet");
  const content = document.getElementById("sheet-body");
  const said = document.getElementById("sheet-say");
  const say = document.getElementById("say");

  // A list that is fetched anew does not open a dialog that was closed meanwhile.
  document.body.addEventListener("htmx:beforeSwap", (e) => {
    const anew = e.detail.requestConfig.elt === document.body;
    if (e.detail.target === content && anew && !sheet.open) e.detail.shouldSwap = false;
  });
  document.body.addEventListener("htmx:afterSwap", (e) => {
    if (e.detail.target !== content) return;
    if (!sheet.open) {
      said.replaceChildren();
      sheet.showModal();
    }
    const title = document.getElementById("sheet-title");
    if (!title) return;
    title.tabIndex = -1; // Enter must not press what happens to be first
    title.focus();
  });

  document.body.addEventListener("htmx:afterRequest", (e) => {
    const form = e.target;
    if (!sheet.contains(form) || e.detail.requestConfig.verb !== "post" || !e.detail.successful) return;
    if ("stay" in form.dataset) {
      setTimeout(() => htmx.ajax("GET", "/sheet/bookings", "#sheet-body")); // htmx still holds the form's lock
      return;
    }
    say.replaceChildren(...said.childNodes);
    sheet.close();
  });

  sheet.addEventListener("click", (e) => { if (e.target === sheet) sheet.close(); });
  sheet.addEventListener("close", () => {
    content.replaceChildren(); // its shortcuts go with it
    said.replaceChildren();
  });
})();
