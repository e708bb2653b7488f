// What is typed is not lost: drafts stay on this device until the server has them, and a form that
// could not be sent waits in an outbox. Without this script all forms work as ordinary forms.
"use strict";

(() => {
  const me = document.currentScript.dataset;
  const user = me.user;
  const DRAFT = `kundig.draft.${user}.`, OUTBOX = `kundig.outbox.${user}.`;
  const DAY = 86400000, KEEP_DAYS = 30, PATIENCE = 20000, RETRY = 30000;
  let store = null;
  try {
    store = window.localStorage;
    store.setItem("kundig.probe", "1");
    store.removeItem("kundig.probe");
  } catch { return; }

  // ── what lies on this device ──
  const read = (key) => { try { return JSON.parse(store.getItem(key)); } catch { return null; } };
  const write = (key, value) => {
    try { store.setItem(key, JSON.stringify(value)); return true; } catch { say(me.full); return false; }
  };
  const keys = (start) => Object.keys(store).filter((key) => key.startsWith(start));
  const waiting = () => keys(OUTBOX).map(read).filter(Boolean).sort((a, b) => a.at - b.at);
  for (const key of keys(DRAFT)) if (!(read(key)?.at > Date.now() - KEEP_DAYS * DAY)) store.removeItem(key);

  const uuid = () => crypto.randomUUID ? crypto.randomUUID()
    : Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");
  const localDay = () => {
    const now = new Date();
    return new Date(now - now.getTimezoneOffset() * 60000).toISOString().slice(0, 10);
  };

  // ── what the page says ──
  let box = null, line = null;
  const say = (text, link) => {
    if (!box) {
      box = document.createElement("div");
      box.className = "note drafts";
      box.setAttribute("role", "status");
      document.getElementById("main").prepend(box);
    }
    line?.remove();
    line = document.createElement("p");
    line.textContent = text;
    if (link) {
      const a = document.createElement(link.href ? "a" : "button");
      if (link.href) a.href = link.href; else { a.type = "button"; a.className = "link"; a.addEventListener("click", link.act); }
      a.textContent = link.text;
      line.append(" ", a);
    }
    box.prepend(line);
  };
  const list = () => {
    const left = waiting();
    box?.querySelector("ul")?.remove();
    box?.querySelector(".waiting")?.remove();
    if (!left.length) return;
    if (!box) say(left.every((entry) => entry.refused) ? me.refused : me.waiting);
    const head = document.createElement("p"), ul = document.createElement("ul");
    head.className = "waiting";
    head.textContent = me.waitingList;
    for (const entry of left) {
      const li = document.createElement("li");
      li.textContent = `${entry.title}: ${entry.text}`;
      if (entry.refused) {
        const a = document.createElement("a");
        a.href = `${entry.page}${entry.page.includes("?") ? "&" : "?"}draft=${encodeURIComponent(entry.id)}`;
        a.textContent = me.look;
        li.append(" ", a);
      }
      ul.append(li);
    }
    box.append(head, ul);
  };

  // ── forms ──
  const fields = (form) => [...new FormData(form)].filter(([name, value]) =>
    name !== "csrfmiddlewaretoken" && typeof value === "string");
  const typed = (form) => JSON.stringify(fields(form).filter(([name]) => !["draft_key", "written_on"].includes(name)));
  const renew = (form) => {
    const key = form.elements.draft_key;
    if (key) key.value = uuid();
    if (form.elements.written_on) form.elements.written_on.value = "";
  };
  const fill = (form, saved) => {
    const values = new Map();
    for (const [name, value] of saved) values.set(name, [...(values.get(name) || []), value]);
    for (const element of form.elements) {
      if (!element.name || element.name === "csrfmiddlewaretoken" || element.type === "submit") continue;
      const wanted = values.get(element.name) || [];
      if (element.type === "radio" || element.type === "checkbox") element.checked = wanted.includes(element.value);
      else if (wanted.length) element.value = wanted[0];
    }
    for (const fold of form.querySelectorAll("details.fold")) {
      const inside = [...fold.querySelectorAll("input, select, textarea")];
      if (inside.some((e) => e.type === "radio" || e.type === "checkbox" ? e.checked && e.value : e.value && e.type !== "hidden" && e.tagName !== "SELECT")) fold.open = true;
    }
    const chosen = (values.get("customer") || [])[0];
    if (chosen && !form.querySelector(`[name=customer][value="${CSS.escape(chosen)}"]`)) choose(form, chosen);
  };
  // The choice of a customer came from suggestions: keep it, and fetch them again.
  const choose = (form, key) => {
    const hidden = document.createElement("input");
    hidden.type = "hidden"; hidden.name = "customer"; hidden.value = key;
    form.append(hidden);
    const who = form.elements.who;
    form.addEventListener("htmx:afterSettle", () => {
      const radio = [...form.querySelectorAll("input[type=radio][name=customer]")].find((r) => r.value === key);
      if (radio) { radio.checked = true; hidden.remove(); }
    });
    who?.dispatchEvent(new Event("input", { bubbles: true }));
  };

  // Suggestions of customers are a help only: without a network they fail silently.
  document.addEventListener("htmx:sendError", (event) => { if (event.target.name === "who") event.stopPropagation(); }, true);

  for (const form of document.querySelectorAll("form[data-draft]")) {
    const key = DRAFT + form.dataset.draft;
    const wanted = new URLSearchParams(location.search).get("draft");
    const back = wanted && read(OUTBOX + wanted);
    const filled = "filled" in form.dataset;
    if (!filled) renew(form);
    const empty = typed(form);
    const draft = back || read(key);
    if (back) { write(key, { at: Date.now(), page: location.pathname, fields: back.fields }); store.removeItem(OUTBOX + wanted); }
    if (draft && !filled) {
      fill(form, draft.fields);
      if (typed(form) !== empty) say(back ? me.refused : me.restored, {
        text: me.discard,
        act: () => { store.removeItem(key); location.replace(location.pathname + (back ? "" : location.search)); },
      });
    }
    const keep = () => {
      if (form.dataset.sending) return;
      if (form.elements.written_on && !form.elements.written_on.value) form.elements.written_on.value = localDay();
      if (typed(form) === empty && !filled) store.removeItem(key);
      else write(key, { at: Date.now(), page: location.pathname, fields: fields(form) });
    };
    form.addEventListener("input", keep);
    form.addEventListener("change", keep);
    form.restart = () => { form.reset(); renew(form); };
  }
  // A form that is gone from its own page was written: its draft is done with.
  for (const key of keys(DRAFT)) {
    if (read(key)?.page === location.pathname && !document.querySelector(`form[data-draft="${CSS.escape(key.slice(DRAFT.length))}"]`)) {
      if (key.slice(DRAFT.length).startsWith("/")) store.removeItem(key);
    }
  }

  // ── sending ──
  const signedOut = (response) => response.redirected && new URL(response.url).pathname === me.login;
  const token = async () => {
    const response = await fetch(me.token, { credentials: "same-origin", cache: "no-store", signal: AbortSignal.timeout(PATIENCE) });
    if (signedOut(response)) return { outcome: "out" };
    if (!response.ok) return { outcome: "failed" };
    const told = await response.json();
    return String(told.you) === user ? told : { outcome: "other" };
  };
  const post = async (entry, csrf) => {
    try {
      if (!csrf) {
        const fresh = await token();
        if (fresh.outcome) return fresh;
        csrf = fresh.token;
      }
      const response = await fetch(entry.url, {
        method: "POST",
        credentials: "same-origin",
        headers: { "X-Kundig-Draft": "1", "X-CSRFToken": csrf },
        body: new URLSearchParams(entry.fields),
        signal: AbortSignal.timeout(PATIENCE),
      });
      if (signedOut(response)) return { outcome: "out" };
      if (response.status === 201) return { outcome: "saved", next: (await response.json()).next };
      if (response.status === 403) return { outcome: "forbidden" };
      if (response.status >= 500 || response.status === 429 || response.ok) return { outcome: "failed" };
      return { outcome: "refused" };
    } catch { return { outcome: "offline" }; }
  };

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (event.defaultPrevented) return;
    if (new URL(form.action).pathname === me.logout) return leave(event, form);
    if (!form.dataset.draft || !form.elements.draft_key || event.submitter?.name) return;
    if (form.dataset.sending) return event.preventDefault();
    const text = [...form.querySelectorAll("textarea, input[type=text]")].map((e) => e.value.trim()).find(Boolean) || "";
    if (!form.elements.written_on.value) form.elements.written_on.value = localDay();
    const entry = {
      id: form.elements.draft_key.value, at: Date.now(), url: new URL(form.action).pathname, fields: fields(form),
      page: location.pathname + location.search, title: form.dataset.draftTitle || "", text: text.slice(0, 60), busy: Date.now(),
    };
    if (!write(OUTBOX + entry.id, entry)) return;  // no room: send it the ordinary way
    event.preventDefault();
    form.dataset.sending = "yes";
    let told = await post(entry, form.elements.csrfmiddlewaretoken.value);
    if (told.outcome === "forbidden") told = await post(entry);  // an old page: its token has expired
    delete form.dataset.sending;
    if (told.outcome === "saved") {
      store.removeItem(OUTBOX + entry.id);
      store.removeItem(DRAFT + form.dataset.draft);
      return location.assign(told.next);
    }
    if (told.outcome === "refused" || told.outcome === "forbidden") {
      store.removeItem(OUTBOX + entry.id);
      return HTMLFormElement.prototype.submit.call(form);  // the server shows what is missing
    }
    store.removeItem(DRAFT + form.dataset.draft);
    write(OUTBOX + entry.id, { ...entry, busy: 0 });
    form.restart();
    box?.scrollIntoView?.();
    report(told.outcome);
    scrollTo(0, 0);
    document.getElementById("main").focus({ preventScroll: true });
  });

  const report = (outcome) => {
    if (outcome === "out") say(me.signedOut, { text: me.signIn, href: `${me.login}?next=${encodeURIComponent(location.pathname)}` });
    else say(outcome === "failed" ? me.serverFailed : me.waiting, { text: me.send, act: () => flush(true) });
    list();
  };

  const flushOnce = async (loud) => {
    let sent = 0, refused = 0, last = "";
    for (const entry of waiting()) {
      if (entry.refused || (entry.busy && Date.now() - entry.busy < 2 * PATIENCE)) continue;
      const told = await post(entry);
      last = told.outcome;
      if (told.outcome === "saved") { store.removeItem(OUTBOX + entry.id); sent += 1; }
      else if (told.outcome === "refused" || told.outcome === "forbidden") { write(OUTBOX + entry.id, { ...entry, refused: true }); refused += 1; }
      else break;
    }
    if (sent) say(me.sent);
    else if (refused) say(me.refused);
    else if (loud || last === "out") report(last || "offline");
    if (sent || refused || loud) list();
  };
  const flush = (loud) => navigator.locks
    ? navigator.locks.request("kundig-outbox", { ifAvailable: true }, (lock) => lock && flushOnce(loud))
    : flushOnce(loud);

  // ── a device that others use as well ──
  const leave = async (event, form) => {
    event.preventDefault();
    if (waiting().length) await flush(false);
    if (waiting().length && !confirm(me.leaving)) return;
    await forget();
    HTMLFormElement.prototype.submit.call(form);
  };
  const forget = async () => {
    for (const key of [...keys(DRAFT), ...keys(OUTBOX), "kundig.kept"]) store.removeItem(key);
    if (window.caches) for (const name of await caches.keys()) if (name.startsWith("kundig-")) await caches.delete(name);
  };

  // ── opening the quick forms without a network ──
  const keepForms = async () => {
    const stamp = `${user}.${document.documentElement.lang}.${me.version}`;
    const kept = read("kundig.kept");
    if (kept && kept.stamp === stamp && kept.at > Date.now() - DAY / 4) return;
    for (const name of await caches.keys()) if (name.startsWith("kundig-") && kept?.stamp !== stamp) await caches.delete(name);
    const cache = await caches.open("kundig-forms");
    for (const page of me.pages.split(" ")) {
      const response = await fetch(page, { credentials: "same-origin" });
      if (!response.ok || response.redirected) return;
      const html = await response.clone().text();
      const parsed = new DOMParser().parseFromString(html, "text/html");
      const parts = [...parsed.querySelectorAll("link[href], script[src]")].map((e) => e.getAttribute("href") || e.getAttribute("src"));
      await cache.addAll(parts.filter((p) => p.startsWith("/")));
      await cache.put(page, response);
    }
    write("kundig.kept", { stamp, at: Date.now() });
  };
  if ("serviceWorker" in navigator && window.caches) {
    addEventListener("load", () => {
      navigator.serviceWorker.register(me.worker).then(() => navigator.onLine && keepForms()).catch(() => {});
    });
  }

  list();
  if (waiting().length) flush(false);
  addEventListener("online", () => flush(false));
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && waiting().length && flush(false));
  setInterval(() => waiting().length && flush(false), RETRY);
})();
