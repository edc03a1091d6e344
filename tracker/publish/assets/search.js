"use strict";
// Reads the files of search/ newest first, and shows what holds every word and fits every field. What is asked for
// stands in the address, to be shared. Page text only ever becomes text nodes.
(async () => {
  const MOST = 100;
  const input = document.getElementById("q");
  const state = document.getElementById("state");
  const found = document.getElementById("found");
  const fields = ["q", "organisation", "direction", "since", "until"].map((id) => document.getElementById(id));
  const [, organisation, direction, since, until] = fields;
  const shards = [];
  let index;
  let turn = 0;

  const load = async (number) => {
    shards[number] ??= fetch(`search/${number}.json`).then((answer) => {
      if (!answer.ok) throw new Error(String(answer.status));
      return answer.json();
    });
    return shards[number];
  };

  const terms = (query) =>
    [...query.toLowerCase().matchAll(/["“]([^"”]+)["”]?|(\S+)/g)].map((match) => (match[1] ?? match[2]).trim()).filter(Boolean);

  const element = (name, text, attributes = {}) => {
    const made = document.createElement(name);
    made.textContent = text;
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  };

  const row = (entry, wanted) => {
    const article = element("article", "", { class: "row" });
    const meta = element("p", "", { class: "meta" });
    meta.append(element("time", entry.day, { datetime: entry.day }), ` ${entry.organisation} · ${entry.page} · ${entry.direction}`);
    const heading = element("h2", "");
    heading.append(element("a", entry.headline, { href: entry.path }));
    const lower = entry.text.toLowerCase();
    const places = wanted.map((term) => lower.indexOf(term)).filter((place) => place >= 0);
    const near = places.length ? Math.min(...places) - 80 : 0;
    const at = near > 0 ? lower.indexOf(" ", near) + 1 : 0; // a whole word first
    const snippet = element("p", `${at > 0 ? "… " : ""}${entry.text.slice(at, at + 280)}`, { class: "reason", dir: "auto" });
    article.append(meta, heading, snippet);
    return article;
  };

  const fits = (entry) =>
    (!organisation.value || entry.organisation === organisation.value) &&
    (!direction.value || entry.direction.includes(direction.value)) &&
    (!since.value || entry.day >= since.value) &&
    (!until.value || entry.day <= until.value);

  const remember = () => {
    const asked = new URLSearchParams(fields.filter((field) => field.value).map((field) => [field.id, field.value]));
    history.replaceState(null, "", `${location.pathname}${asked.size ? `?${asked}` : ""}`);
  };

  const search = async () => {
    const mine = ++turn;
    const wanted = terms(input.value);
    found.replaceChildren();
    if (!fields.some((field) => field.value.trim())) {
      state.textContent = `${index.changes} changes.`;
      return;
    }
    let hits = 0;
    for (let number = index.files; number > 0 && hits < MOST; number--) {
      const entries = await load(number);
      if (mine !== turn) return;
      for (const entry of entries) {
        const hay = `${entry.headline}\n${entry.organisation}\n${entry.page}\n${entry.direction}\n${entry.text}`.toLowerCase();
        if (hits < MOST && fits(entry) && wanted.every((term) => hay.includes(term))) {
          hits += 1;
          found.append(row(entry, wanted));
        }
      }
      state.textContent = `${hits} found so far …`;
    }
    state.textContent = hits === MOST ? `The newest ${MOST} that match.` : `${hits || "No"} change${hits === 1 ? "" : "s"} found.`;
  };

  const failed = () => {
    state.textContent = "The search index cannot be read. It needs a web server; from a folder, browsers do not allow it.";
  };

  try {
    const answer = await fetch("search/index.json");
    if (!answer.ok) throw new Error(String(answer.status));
    index = await answer.json();
  } catch {
    failed();
    return;
  }
  const asked = new URLSearchParams(location.search);
  for (const field of fields) {
    field.disabled = false;
    field.value = asked.get(field.id) ?? "";
    field.addEventListener("input", () => {
      remember();
      search().catch(failed);
    });
  }
  input.focus();
  await search().catch(failed);
})();
