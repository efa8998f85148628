// Pictures in forms: made smaller here, sent one by one as soon as they are chosen, each with its progress. Without scripts
// the form brings them along itself; what the server takes is the same.
"use strict";

const Photos = (() => {
  const LONGEST = 2048;
  const QUALITY = 0.85;

  const words = (group, name) => group.querySelector(`[data-words="${name}"]`).content.textContent;
  const items = (group) => [...group.querySelectorAll("[data-taken] > li")];
  const groups = (form) => [...form.querySelectorAll("[data-photos]")];

  function say(group, name) {
    group.querySelector("[data-says]").textContent = name ? words(group, name) : "";
  }

  function number(group) {
    items(group).forEach((item, at) => {
      const name = `${group.dataset.called} ${at + 1}`;
      for (const place of item.querySelectorAll("[data-number]")) place.textContent = name;
      item.querySelector("img")?.setAttribute("alt", name);
      item.querySelector("canvas")?.setAttribute("aria-label", name);
    });
    group.closest("form").dispatchEvent(new Event("input", { bubbles: true }));
  }

  function state(item, name, why = "") {
    item.dataset.state = name;
    item.querySelector("progress").hidden = name !== "sending";
    item.querySelector("[data-again]").hidden = name !== "failed";
    const told = item.querySelector("[data-why]");
    told.textContent = why;
    told.hidden = !why;
  }

  // A picture of at most 2048 pixels, upright and without what else stood in its file; the file itself, where this browser
  // cannot read it: then the server says why not.
  async function shrunk(file) {
    const whole = await createImageBitmap(file).catch(() => null);
    if (!whole) return file;
    const canvas = document.createElement("canvas");
    draw(canvas, whole, LONGEST);
    const made = await new Promise((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
    return made ?? file;
  }

  function draw(canvas, whole, longest) {
    const scale = Math.min(1, longest / Math.max(whole.width, whole.height));
    canvas.width = Math.max(1, Math.round(whole.width * scale));
    canvas.height = Math.max(1, Math.round(whole.height * scale));
    const pen = canvas.getContext("2d");
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(whole, 0, 0, canvas.width, canvas.height);
  }

  // A picture in the list that is not with the server yet.
  async function shown(group, blob) {
    const item = group.querySelector("[data-one]").content.firstElementChild.cloneNode(true);
    const whole = await createImageBitmap(blob).catch(() => null);
    if (whole) draw(item.querySelector("canvas"), whole, 320);
    group.querySelector("[data-taken]").append(item);
    state(item, "sending");
    number(group);
    return item;
  }

  // What came of sending one picture: the item that the server drew for it, or why it was not taken; neither, where another
  // page answered. Rejects where there is no network.
  function send(action, fields, name, blob, progress = () => {}) {
    return new Promise((resolve, reject) => {
      const data = new FormData();
      for (const [field, value] of Object.entries(fields)) data.append(field, value);
      data.append("_photos", "yes");
      data.append(name, blob, "photo.jpg");
      const request = new XMLHttpRequest();
      request.responseType = "document";
      request.open("POST", action);
      request.setRequestHeader("Accept", "text/html");
      request.upload.addEventListener("progress", (event) => progress(event.loaded / event.total));
      request.addEventListener("load", () => {
        const page = request.response;
        resolve({
          status: request.status,
          elsewhere: new URL(request.responseURL).pathname !== new URL(action, location.href).pathname,
          item: page?.querySelector(`[data-photos="${name}"] [data-taken] > li`),
          why: page?.getElementById(`${name}-error`)?.textContent.trim(),
        });
      });
      request.addEventListener("error", reject);
      request.send(data);
    });
  }

  const own = (form) => ({
    _key: form.elements._key.value,
    ...(form.elements._version ? { _version: form.elements._version.value } : {}),
  });

  // Where pictures go as soon as they are chosen: to the server.
  async function upload(group, item, blob) {
    const bar = item.querySelector("progress");
    const form = group.closest("form");
    state(item, "sending");
    const came = await send(form.action, own(form), group.dataset.photos, blob, (part) => {
      bar.value = part * 100;
    }).catch(() => ({}));
    if (!came.item) {
      state(item, "failed", came.why ?? words(group, "failed"));
      return;
    }
    item.replaceWith(document.adoptNode(came.item));
    number(group);
    say(group, "sent");
  }

  // `keep` takes a picture that was chosen, `forget` one that was taken out.
  function begin(form, keep = upload, forget = () => {}) {
    const blobs = new WeakMap();
    let going = Promise.resolve();
    let waits = 0;
    let submitter;

    function later(group, item) {
      waits += 1;
      going = going
        .then(() => keep(group, item, blobs.get(item)))
        .catch(() => state(item, "failed", words(group, "failed")))
        .finally(() => {
          waits -= 1;
          if (waits || submitter === undefined) return;
          const pressed = submitter;
          submitter = undefined;
          form.requestSubmit(pressed);
        });
    }

    async function choose(group, input) {
      const chosen = [...input.files];
      input.value = "";
      say(group, "");
      for (const file of chosen) {
        if (items(group).length >= Number(group.dataset.most)) {
          say(group, "many");
          return;
        }
        const blob = await shrunk(file);
        const item = await shown(group, blob);
        blobs.set(item, blob);
        later(group, item);
      }
    }

    form.addEventListener("change", (event) => {
      const group = event.target.closest("[data-photos]");
      if (group && event.target.type === "file") choose(group, event.target);
    });
    form.addEventListener("click", (event) => {
      const button = event.target.closest("[name=_drop], [data-drop], [data-again]");
      if (!button) return;
      event.preventDefault();
      const [group, item] = [button.closest("[data-photos]"), button.closest("li")];
      if ("again" in button.dataset) {
        state(item, "sending");
        later(group, item);
        return;
      }
      item.remove();
      forget(item);
      say(group, "");
      number(group);
      group.querySelector("[type=file]").focus();
    });
    // Nothing is sent without its pictures.
    form.addEventListener("submit", (event) => {
      const stuck = form.querySelector("[data-state=failed]");
      if (!stuck && !waits) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      const group = (stuck ?? form.querySelector("[data-state=sending]")).closest("[data-photos]");
      say(group, stuck ? "stuck" : "sending");
      if (stuck) stuck.querySelector("[data-again]").focus();
      else submitter = event.submitter;
    });
    form.addEventListener("draft", (event) => restore(form, event.detail));
  }

  // The pictures of a draft, as far as the server still has them.
  function restore(form, fields) {
    for (const group of groups(form)) {
      for (const [, reference] of fields.filter(([name]) => name === group.dataset.photos)) {
        const item = group.querySelector("[data-one]").content.firstElementChild.cloneNode(true);
        const picture = new Image();
        picture.className = "cb-photos__picture";
        picture.src = `/waiting-pictures/${reference.split(".")[0]}`;
        picture.addEventListener("error", () => {
          item.remove();
          say(group, "gone");
          number(group);
        });
        const hidden = document.createElement("input");
        Object.assign(hidden, { type: "hidden", name: group.dataset.photos, value: reference });
        item.querySelector("canvas").replaceWith(picture, hidden);
        state(item, "sent");
        group.querySelector("[data-taken]").append(item);
      }
      number(group);
    }
  }

  return { begin, groups, items, say, send, shown, state, number, upload };
})();

for (const form of document.querySelectorAll("form:not([data-visit])")) {
  if (Photos.groups(form).length) Photos.begin(form);
}
