// The visit where there is no network: its page and its form are kept on the phone, and sent later, once.
//
// What was typed stands in `localStorage` under the reporter's id and the petition's number, with the form's own key: the
// server takes a key once, so sending again after a lost answer does no harm.
"use strict";

const KEPT = "casebook-visits";
const AGAIN = 20000;
const told = document.querySelector("[data-unsent]");
const form = document.querySelector("form[data-visit]");
const prefix = `casebook.visit.${told.dataset.reporter}.`;
let sending = false;

const drafts = () =>
  Object.keys(localStorage)
    .filter((name) => name.startsWith(prefix))
    .map((name) => [name, JSON.parse(localStorage.getItem(name))]);
const store = (name, draft) => localStorage.setItem(name, JSON.stringify(draft));

function say(what) {
  for (const line of told.querySelectorAll("[data-says]")) line.hidden = line.dataset.says !== what;
}

// Whatever waits or was not taken is told; nothing, where all is sent.
function sayHowItStands() {
  const all = drafts().map(([, draft]) => draft);
  const refused = all.filter((draft) => draft.state === "refused");
  const links = told.querySelector("[data-links]");
  links.replaceChildren();
  for (const { number } of refused) {
    const link = document.createElement("a");
    link.href = `/reporters/visits/${number}`;
    link.className = "govuk-link";
    link.textContent = number;
    links.append(" ", link);
  }
  const signedOut = all.some((draft) => draft.state === "signed-out");
  const waiting = all.some((draft) => draft.state === "waiting");
  const drafted = form && all.some((draft) => draft.number === form.dataset.visit);
  say(signedOut ? "sign-in" : waiting ? "waiting" : refused.length ? "look" : drafted ? "draft" : "");
}

function save(state) {
  const { pathname, search } = new URL(form.action);
  const draft = { number: form.dataset.visit, action: pathname + search, fields: [...new FormData(form)], state };
  store(prefix + draft.number, draft);
  return draft;
}

// What was typed before comes back; the version is the page's own, since the petition may have moved on.
function restore(draft) {
  const left = [...draft.fields];
  for (const control of form.elements) {
    if (!control.name || control.name === "_version") continue;
    const isChoice = ["radio", "checkbox"].includes(control.type);
    const at = left.findIndex(([name, value]) => name === control.name && (!isChoice || value === control.value));
    if (isChoice) control.checked = at >= 0;
    else control.value = at >= 0 ? left.splice(at, 1)[0][1] : "";
  }
}

// Where to go on, once it is taken; nothing, where it is not.
async function send(draft) {
  const name = prefix + draft.number;
  let answer;
  try {
    const body = new URLSearchParams(draft.fields);
    answer = await fetch(draft.action, { method: "POST", body, headers: { Accept: "text/html" } });
  } catch {
    return null; // no network: it goes on waiting
  }
  if (answer.redirected && new URL(answer.url).pathname === "/reporters") {
    localStorage.removeItem(name);
    await window.caches?.open(KEPT).then((kept) => kept.delete(`/reporters/visits/${draft.number}`));
    return answer.url;
  }
  if (answer.redirected) store(name, { ...draft, state: "signed-out" });
  else if (answer.status < 500) store(name, { ...draft, state: "refused" });
  return null;
}

async function sendWhatWaits() {
  if (sending) return;
  sending = true;
  for (const [, draft] of drafts()) {
    if (!["waiting", "signed-out"].includes(draft.state)) continue;
    const next = await send(draft);
    if (next && (!form || form.dataset.visit === draft.number)) location.assign(next);
  }
  sending = false;
  sayHowItStands();
}

// The pages that somebody on the way may need are put aside; those of visits that are done are not left behind.
async function putAside() {
  if (!("caches" in window)) return;
  const mine = new Request("/reporters/kept-for");
  const whose = await caches.match(mine);
  if (whose && (await whose.text()) !== told.dataset.reporter) await caches.delete(KEPT);
  const kept = await caches.open(KEPT);
  await kept.put(mine, new Response(told.dataset.reporter));
  const visits = [...document.querySelectorAll('a[href^="/reporters/visits/"]')].map((link) => link.pathname);
  const parts = [...document.querySelectorAll("link[rel=stylesheet], script[src], link[rel=icon]")];
  const wanted = [location.pathname, ...visits, ...parts.map((part) => new URL(part.src || part.href).pathname)];
  for (const request of await kept.keys()) {
    const { pathname } = new URL(request.url);
    const done = !form && !location.search && pathname.startsWith("/reporters/visits/") && !visits.includes(pathname);
    const old = pathname.startsWith("/static/") && !wanted.includes(pathname);
    if (done || old) await kept.delete(request);
  }
  for (const address of new Set(wanted)) {
    const answer = await fetch(address).catch(() => null);
    if (answer?.ok && !answer.redirected) await kept.put(address, answer);
  }
}

function begin() {
  const draft = JSON.parse(localStorage.getItem(prefix + form.dataset.visit));
  const zone = { timeZone: told.dataset.zone, dateStyle: "short", timeStyle: "short" };
  if ("answered" in form.dataset) save("draft");
  else if (draft) restore(draft);
  else form.elements.visited_at.value = new Date().toLocaleString("sv-SE", zone).replace(" ", "T");
  form.addEventListener("input", () => save("draft"));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const next = await send(save("waiting"));
    if (next) location.assign(next);
    else if (JSON.parse(localStorage.getItem(prefix + form.dataset.visit)).state === "waiting") {
      sayHowItStands();
      told.scrollIntoView({ block: "center" });
    } else form.submit(); // the server says what is in the way
  });
}

if (form) begin();
sayHowItStands();
sendWhatWaits();
window.addEventListener("online", sendWhatWaits);
setInterval(sendWhatWaits, AGAIN);
navigator.serviceWorker?.register(told.dataset.worker, { scope: "/reporters" });
putAside().catch(() => {});
