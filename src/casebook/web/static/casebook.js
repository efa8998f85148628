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

// Whoever signs out leaves no pages behind in this browser. What they typed and did not send stays theirs, by their id.
document.addEventListener("submit", (event) => {
  if (event.target.matches('[action="/sign-out"]') && "caches" in window) caches.delete("casebook-visits");
});

// What went wrong is read out first.
document.addEventListener("DOMContentLoaded", () => {
  const summary = document.querySelector(".govuk-error-summary, .govuk-notification-banner[role=alert]");
  if (summary) {
    summary.setAttribute("tabindex", "-1");
    summary.focus();
  }
});
