// Small things that a page does by itself; every page works without them.
"use strict";

(() => {
  const body = document.body;
  const escape = (event) => event.key === "Escape" && !event.defaultPrevented;

  // Menus and the phone's sheet close by Escape and by a click elsewhere, a question on the spot by
  // Escape from within; focus goes back to what opened them.
  const popovers = () => document.querySelectorAll("details.menu[open], details.sheet[open]");
  document.addEventListener("keydown", (event) => {
    if (!escape(event)) return;
    const asked = document.activeElement?.closest("details.ask[open]");
    for (const open of asked ? [asked] : popovers()) {
      const inside = open.contains(document.activeElement);
      open.open = false;
      if (inside) open.querySelector("summary").focus();
    }
    document.querySelector(".toast")?.remove();
  });
  document.addEventListener("click", (event) => {
    for (const open of popovers()) if (!open.contains(event.target)) open.open = false;
  });

  // A form that was sent is not sent again by an impatient second click; coming back revives it,
  // and so does a while: what was sent may have been a request for a file.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post" || form.hasAttribute("hx-post")) return;
    if (form.dataset.sent) return event.preventDefault();
    setTimeout(() => { if (!event.defaultPrevented) form.dataset.sent = "yes"; });
    setTimeout(() => delete form.dataset.sent, 4000);
  });
  addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  });

  // A select or a box with data-send sends its form when it changes; the button stays for others.
  document.addEventListener("change", (event) => {
    if (event.target.matches?.("[data-send]")) event.target.form?.requestSubmit();
  });

  // The area for files shows that it is ready, and takes what is dropped anywhere on it.
  for (const drop of document.querySelectorAll(".drop")) {
    const input = drop.querySelector("input[type=file]");
    const over = (on) => (event) => { event.preventDefault(); drop.classList.toggle("over", on); };
    drop.addEventListener("dragover", over(true));
    drop.addEventListener("dragleave", over(false));
    drop.addEventListener("drop", (event) => {
      over(false)(event);
      if (!input || !event.dataTransfer?.files.length) return;
      input.files = event.dataTransfer.files;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }

  // A request that failed says so, and that nothing is lost.
  const toast = (text) => {
    document.querySelector(".toast")?.remove();
    const box = document.createElement("div");
    const line = document.createElement("p");
    const close = document.createElement("button");
    box.className = "toast";
    box.setAttribute("role", "alert");
    line.textContent = text;
    close.className = "link";
    close.type = "button";
    close.textContent = body.dataset.close;
    close.addEventListener("click", () => box.remove());
    box.append(line, close);
    body.append(box);
  };
  body.addEventListener("htmx:sendError", () => toast(body.dataset.offline));
  body.addEventListener("htmx:timeout", () => toast(body.dataset.offline));
  body.addEventListener("htmx:responseError", () => toast(body.dataset.failed));

  // Whoever was typing in a piece that is replaced goes on typing in the new one.
  let place = null;
  body.addEventListener("htmx:beforeSwap", () => {
    const at = document.activeElement;
    place = at && at !== body ? { id: at.id, name: at.getAttribute("name"), from: at.selectionStart } : null;
  });
  body.addEventListener("htmx:afterSettle", (event) => {
    if (!place || document.activeElement !== body) return;
    const by = place.id ? document.getElementById(place.id)
      : place.name ? event.target.querySelector?.(`[name="${CSS.escape(place.name)}"]`) : null;
    const next = by || event.target;
    if (!by && next.tabIndex < 0 && !next.hasAttribute("tabindex")) next.setAttribute("tabindex", "-1");
    next.focus?.({ preventScroll: true });
    if (by && place.from != null) { try { by.setSelectionRange(place.from, place.from); } catch { /* no text */ } }
  });
})();
