// The visit where there is no network: its page and its form are kept on the phone, and sent later, once.
//
// What was typed stands in `localStorage` under the reporter's id and the petition's number, with the form's own key: the
// server takes a key once, so sending again after a lost answer does no harm. Pictures stand in a database of the browser
// under the same name; they are sent first, one by one, and the visit names what the server calls them.
"use strict";

const KEPT = "casebook-visits";
const AGAIN = 20000;
const KEPT_THERE = 20 * 3600 * 1000; // the server keeps pictures for a day
const told = document.querySelector("[data-unsent]");
const form = document.querySelector("form[data-visit]");
const prefix = `casebook.visit.${told.dataset.reporter}.`;
let sending = false;

const drafts = () =>
  Object.keys(localStorage)
    .filter((name) => name.startsWith(prefix))
    .map((name) => [name, JSON.parse(localStorage.getItem(name))]);
const store = (name, draft) => localStorage.setItem(name, JSON.stringify(draft));

// The pictures of visits that are not sent yet.
const album = (() => {
  const asked = (request) =>
    new Promise((resolve, reject) => {
      request.addEventListener("success", () => resolve(request.result));
      request.addEventListener("error", () => reject(request.error));
    });
  const open = async () => {
    const request = indexedDB.open("casebook-visits", 1);
    request.addEventListener("upgradeneeded", () => request.result.createObjectStore("photos", { keyPath: "id" }));
    return asked(request);
  };
  let opened = null;
  const photos = async (mode) => {
    opened ??= open();
    try {
      return (await opened).transaction("photos", mode).objectStore("photos");
    } catch (error) {
      opened = null; // the next may find it open
      throw error;
    }
  };
  const of = async (visit) => {
    const every = await asked((await photos("readonly")).getAll());
    return every.filter((photo) => photo.visit === visit).sort((one, other) => one.at - other.at);
  };
  const drop = async (id) => asked((await photos("readwrite")).delete(id));
  const clear = async (visit) => {
    for (const { id } of await of(visit)) await drop(id);
  };
  return { of, drop, clear, put: async (photo) => asked((await photos("readwrite")).put(photo)) };
})();

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

const stored = (number) => JSON.parse(localStorage.getItem(prefix + number));

function save(state, pictures = false) {
  const { pathname, search } = new URL(form.action);
  const number = form.dataset.visit;
  const fields = [...new FormData(form)].filter(([, value]) => typeof value === "string");
  const draft = { number, action: pathname + search, fields, state, pictures: pictures || !!stored(number)?.pictures };
  store(prefix + number, draft);
  return draft;
}

// The pictures that were kept with a visit. One without any does not depend on the browser's database: it may fail.
const picturesOf = async (draft) => (draft?.pictures ? album.of(prefix + draft.number) : []);

// What was typed before comes back; the version is the page's own, since the petition may have moved on.
function restore(draft) {
  const left = [...draft.fields];
  for (const control of form.elements) {
    if (!control.name || control.name === "_version" || ["file", "submit"].includes(control.type)) continue;
    const isChoice = ["radio", "checkbox"].includes(control.type);
    const at = left.findIndex(([name, value]) => name === control.name && (!isChoice || value === control.value));
    if (isChoice) control.checked = at >= 0;
    else control.value = at >= 0 ? left.splice(at, 1)[0][1] : "";
  }
}

// Send the pictures that the server does not have, or forgets soon; whether it has them all.
async function sendPictures(draft) {
  const name = prefix + draft.number;
  const fields = Object.fromEntries(draft.fields.filter(([field]) => ["_key", "_version"].includes(field)));
  for (const photo of await picturesOf(draft)) {
    if (photo.reference && photo.sentAt > Date.now() - KEPT_THERE) continue;
    const came = await Photos.send(draft.action, fields, photo.name, photo.blob);
    if (came.item) {
      const reference = came.item.querySelector("input").value;
      await album.put({ ...photo, reference, sentAt: Date.now(), why: "" });
      continue;
    }
    if (came.why) await album.put({ ...photo, why: came.why });
    if (came.elsewhere) store(name, { ...draft, state: "signed-out" });
    else if (came.status < 500 && came.status !== 429) store(name, { ...draft, state: "refused" });
    return false;
  }
  return true;
}

// Where to go on, once it is taken; nothing, where it is not.
async function send(draft) {
  const name = prefix + draft.number;
  let answer;
  try {
    if (!(await sendPictures(draft))) return null;
    const pictures = (await picturesOf(draft)).map((photo) => [photo.name, photo.reference]);
    const body = new URLSearchParams([...draft.fields, ...pictures]);
    answer = await fetch(draft.action, { method: "POST", body, headers: { Accept: "text/html" } });
  } catch {
    return null; // no network: it goes on waiting
  }
  if (answer.redirected && new URL(answer.url).pathname === "/reporters") {
    localStorage.removeItem(name);
    if (draft.pictures) await album.clear(name);
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

// Pictures that were chosen stay on the phone until the visit is sent.
async function keepPicture(group, item, blob) {
  const photo = { id: crypto.randomUUID(), visit: prefix + form.dataset.visit, name: group.dataset.photos, at: Date.now() };
  try {
    await album.put({ ...photo, blob });
  } catch {
    return Photos.upload(group, item, blob); // this browser keeps nothing
  }
  save("draft", true);
  item.dataset.id = photo.id;
  Photos.state(item, "kept");
  Photos.say(group, "kept");
  return navigator.storage?.persist?.();
}

// The pictures that stand on the phone, in place of what the server has drawn of them.
async function restorePictures() {
  const kept = await picturesOf(stored(form.dataset.visit));
  for (const group of Photos.groups(form)) {
    for (const photo of kept.filter(({ name }) => name === group.dataset.photos)) {
      const drawn = Photos.items(group).find((item) => item.querySelector("input")?.value === photo.reference);
      drawn?.remove();
      const item = await Photos.shown(group, photo.blob);
      item.dataset.id = photo.id;
      Photos.state(item, "kept", photo.why);
    }
  }
}

// Whatever is in the way is said: at the picture that was not taken, else by the server, which draws the form again.
async function sayWhyNot() {
  const photos = await picturesOf(stored(form.dataset.visit));
  const refused = photos.find(({ why }) => why);
  const item = refused && form.querySelector(`[data-id="${refused.id}"]`);
  if (item) {
    Photos.state(item, "kept", refused.why);
    item.querySelector("[data-drop]").focus();
    return;
  }
  for (const photo of photos) {
    if (!photo.reference) continue;
    const hidden = document.createElement("input");
    Object.assign(hidden, { type: "hidden", name: photo.name, value: photo.reference });
    form.append(hidden);
  }
  form.submit();
}

function begin() {
  const draft = stored(form.dataset.visit);
  const zone = { timeZone: told.dataset.zone, dateStyle: "short", timeStyle: "short" };
  if ("answered" in form.dataset) save("draft");
  else if (draft) restore(draft);
  else form.elements.visited_at.value = new Date().toLocaleString("sv-SE", zone).replace(" ", "T");
  restorePictures().then(() => form.addEventListener("input", () => save("draft")));
  Photos.begin(form, keepPicture, (item) => item.dataset.id && album.drop(item.dataset.id));
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const next = await send(save("waiting"));
    if (next) location.assign(next);
    else if (stored(form.dataset.visit).state === "waiting") {
      sayHowItStands();
      told.scrollIntoView({ block: "center" });
    } else await sayWhyNot();
  });
}

if (form) begin();
sayHowItStands();
sendWhatWaits();
window.addEventListener("online", sendWhatWaits);
setInterval(sendWhatWaits, AGAIN);
navigator.serviceWorker?.register(told.dataset.worker, { scope: "/reporters" });
putAside().catch(() => {});
