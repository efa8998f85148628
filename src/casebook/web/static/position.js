// Where somebody is, if they press and their browser lets it out: put into the field as words, for them to see, change and send.
"use strict";

for (const offer of document.querySelectorAll("[data-position]")) {
  const field = document.getElementById(offer.dataset.position);
  const button = offer.querySelector("button");
  const told = offer.querySelector("[role=status]");
  const words = (name) => offer.querySelector(`[data-words="${name}"]`).content.textContent;

  const found = ({ coords }) => {
    const place = `${coords.latitude.toFixed(5)}, ${coords.longitude.toFixed(5)}`;
    const metres = Math.max(1, Math.round(coords.accuracy));
    const said = words("said").replace("PLACE", place).replace("METRES", metres);
    field.value = [field.value.trim(), said].filter(Boolean).join(" ");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    told.textContent = words("done");
    button.disabled = false;
    field.focus();
  };
  const missed = () => {
    told.textContent = words("missed");
    button.disabled = false;
  };

  button.addEventListener("click", () => {
    button.disabled = true;
    told.textContent = words("looking");
    navigator.geolocation.getCurrentPosition(found, missed, { enableHighAccuracy: true, timeout: 15000 });
  });
  offer.hidden = !(window.isSecureContext && "geolocation" in navigator);
}
