// Keys and drafts for people who do this all day. Nothing here is needed: every page works by links, forms and Tab.
"use strict";

const rows = () => [...document.querySelectorAll("#found .cb-cards__title")];
const picks = () => [...document.querySelectorAll("#found [name=on]")];
const keys = () => `casebook-keys ${document.body.dataset.person}`;
const keysWanted = () => localStorage.getItem(keys()) !== "off";

function step(by) {
  const all = rows();
  const row = document.activeElement.closest("#found tr");
  const now = row ? all.findIndex((link) => row.contains(link)) : -1;
  const next = all[Math.min(Math.max(now + by, 0), all.length - 1)];
  if (next) next.focus();
}

function pick() {
  const box = document.activeElement.closest("#found tr")?.querySelector("[name=on]");
  if (box) box.checked = !box.checked;
}

const KEYS = {
  j: () => step(1),
  k: () => step(-1),
  x: pick,
  "?": () => document.getElementById("keys")?.showModal(),
};

// One key alone, and only where nothing is typed; whoever speaks to their computer switches it off in the dialog.
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input:not([type=checkbox], [type=radio]), select, textarea, dialog");
  if (typing || event.ctrlKey || event.altKey || event.metaKey || !(event.key in KEYS) || !keysWanted()) return;
  event.preventDefault();
  KEYS[event.key]();
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-keys]")) document.getElementById("keys").showModal();
  if (event.target.closest("[data-all]")) {
    const every = picks().every((box) => box.checked);
    for (const box of picks()) box.checked = !every;
  }
});
document.addEventListener("change", (event) => {
  if (event.target.matches("[data-keys-off]")) localStorage.setItem(keys(), event.target.checked ? "off" : "on");
});

// What was typed is kept in this tab until it is sent, so that a session that ends in between costs no words. It is kept
// for who typed it, and forgotten when it was sent, they sign out or somebody else comes (`casebook.js`).
const draftOf = (form) => `casebook-draft ${form.dataset.draft} ${form.getAttribute("action")}`;
const NOT_KEPT = ["hidden", "submit", "file"];
const kept = (form) => [...form.elements].filter((one) => one.name && !NOT_KEPT.includes(one.type));

function keep(form) {
  const typed = kept(form).map((one) => (one.type === "checkbox" || one.type === "radio" ? one.checked : one.value));
  sessionStorage.setItem(draftOf(form), JSON.stringify(typed));
}

function restore(form) {
  const typed = JSON.parse(sessionStorage.getItem(draftOf(form)) ?? "null");
  const fields = kept(form);
  if (!typed || typed.length !== fields.length) return;
  fields.forEach((one, at) => {
    if (one.type === "checkbox" || one.type === "radio") one.checked = typed[at];
    else one.value = typed[at];
  });
  document.getElementById("restored")?.removeAttribute("hidden");
}

document.addEventListener("input", (event) => {
  const form = event.target.closest("[data-draft]");
  if (form) keep(form);
});

document.addEventListener("DOMContentLoaded", () => {
  for (const one of document.querySelectorAll("[data-keys], [data-all]")) one.hidden = false;
  const off = document.querySelector("[data-keys-off]");
  if (off) off.checked = !keysWanted();
  const done = document.querySelector("[data-done]")?.dataset.done;
  for (const name of Object.keys(sessionStorage)) {
    if (done && name.endsWith(` ${done}`)) sessionStorage.removeItem(name);
  }
  for (const form of document.querySelectorAll("[data-draft]")) ("fresh" in form.dataset ? restore : keep)(form);
});
