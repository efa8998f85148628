// What makes pages better and is never needed: every form and link works without it.
"use strict";

// A form is sent once, however often the button is pressed.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-once]")) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
});
// Whoever comes back to the page by the browser's button may send it again.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("[data-sent]")) delete form.dataset.sent;
});

// Whoever signs out leaves nothing behind in this browser, and whoever comes next finds nothing of who was there before:
// what is kept for a person has their id in its name. Visits that are not sent yet are the exception: they wait here for
// their reporter, under their id, and it is said.
const VISITS = "casebook-visits";
const UNSENT = "casebook.visit.";
const OWNED = /^casebook-(draft|keys) (?<person>[0-9a-f-]+)/;
const others = new BroadcastChannel("casebook");

function forget(isGone) {
  for (const storage of [localStorage, sessionStorage]) {
    for (const name of Object.keys(storage)) if (!name.startsWith(UNSENT) && isGone(name)) storage.removeItem(name);
  }
}

others.onmessage = () => forget(() => true);
document.addEventListener("submit", (event) => {
  if (!event.target.matches('[action="/sign-out"], [action="/mine/close"], [action="/mine/forget"]')) return;
  forget(() => true);
  others.postMessage("out");
  window.caches?.delete(VISITS);
});
document.addEventListener("DOMContentLoaded", async () => {
  const { person } = document.body.dataset;
  const left = document.querySelector("[data-unsent-left]");
  if (left) left.hidden = !Object.keys(localStorage).some((name) => name.startsWith(UNSENT));
  if (!person) return;
  forget((name) => (name.match(OWNED)?.groups.person ?? person) !== person);
  if (document.querySelector("[data-reporter]")) return; // there `visits.js` sees to it, which keeps pages aside
  const kept = await window.caches?.match("/reporters/kept-for");
  if (kept && (await kept.text()) !== person) await caches.delete(VISITS);
});

// What went wrong is read out first.
document.addEventListener("DOMContentLoaded", () => {
  const summary = document.querySelector(".govuk-error-summary, .govuk-notification-banner[role=alert]");
  if (summary) {
    summary.setAttribute("tabindex", "-1");
    summary.focus();
  }
});

// A page that is kept for everybody tells no minute: on paper it says when it was printed.
window.addEventListener("beforeprint", () => {
  for (const time of document.querySelectorAll(".cb-printed time:empty")) {
    const language = document.documentElement.lang.replace(/^en$/, "en-GB"); // as every page writes its days
    const form = new Intl.DateTimeFormat(language, { dateStyle: "long", timeStyle: "short" });
    time.textContent = form.format(new Date());
  }
});

// Citizens: a receipt's square carries the query code behind "#", which no server is sent.
document.addEventListener("DOMContentLoaded", () => {
  const code = document.querySelector("[data-from-fragment]");
  if (!code || location.hash.length < 2) return;
  code.value = decodeURIComponent(location.hash.slice(1));
  history.replaceState(null, "", location.pathname + location.search);
});

// A draft survives a lost connection: kept on this device for a week, offered back, gone with the receipt.
document.addEventListener("DOMContentLoaded", () => {
  const WEEK = 7 * 24 * 3600 * 1000;
  const PLACES = ["area", "street", "community"];
  const done = document.querySelector("[data-draft-done]");
  if (done) localStorage.removeItem(`draft-${done.dataset.draftDone}`);
  const form = document.querySelector('form[data-draft="file"]');
  if (!form) return;
  const name = `draft-${form.dataset.draft}`;
  const kept = JSON.parse(localStorage.getItem(name) || "null");
  const draft = kept && kept.at > Date.now() - WEEK ? kept.fields : null;
  if (kept && !draft) localStorage.removeItem(name);
  form.addEventListener("input", () => {
    const fields = [...new FormData(form)].filter(([field, value]) => field !== "_version" && typeof value === "string");
    localStorage.setItem(name, JSON.stringify({ at: Date.now(), fields }));
  });
  const fill = () => {
    for (const [field, value] of draft) {
      for (const control of form.querySelectorAll(`[name="${CSS.escape(field)}"]`)) {
        if (control.type === "radio" || control.type === "checkbox") control.checked ||= control.value === value;
        else if (control.type !== "file") control.value = value;
      }
    }
    form.dispatchEvent(new CustomEvent("draft", { detail: draft })); // its pictures: `photos.js`
  };
  if (!draft || !("draftFresh" in form.dataset)) return;
  if (location.hash === "#draft") {
    history.replaceState(null, "", location.pathname);
    fill();
    return;
  }
  const offer = document.querySelector("[data-draft-offer]");
  offer.hidden = false;
  offer.querySelector("[data-draft-restore]").addEventListener("click", () => {
    // The lists of places are the server's: the page is asked for with those that were chosen.
    const query = new URLSearchParams(draft.filter(([field, value]) => PLACES.includes(field) && value));
    const address = `/file?${query}#draft`;
    if (query.size) location.assign(address);
    else {
      fill();
      offer.hidden = true;
    }
  });
  offer.querySelector("[data-draft-discard]").addEventListener("click", () => {
    localStorage.removeItem(name);
    offer.hidden = true;
  });
});
