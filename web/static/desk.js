/* 案头：星标的文章、存下的检索，只记在这个浏览器里（localStorage）。没有脚本或不许记，别的页面照样完整。 */
"use strict";
(() => {
  const NAME = "jianbao.desk", ASIDE = "jianbao.desk.damaged";
  const MOST = 1000; // hits of a search that are remembered, the newest
  const PAGE = 100; // of them a request
  const LARGEST = 2e7; // bytes of a file to take in: more than browsers keep
  const KEYS = { articles: "id", searches: "query" };
  const { api, ...own } = document.currentScript.dataset;
  const words = JSON.parse(own.words), parameters = JSON.parse(own.parameters);
  const status = Object.assign(document.createElement("p"), { className: "said" });
  status.setAttribute("role", "status");
  document.body.append(status);

  const buttons = [...document.querySelectorAll("[data-star],[data-save]")].map(star);
  const desk = document.getElementById("desk");
  if (desk) page(desk);
  else if (buttons.length) open(buttons);

  /** What is kept. Throws where the browser keeps nothing; what is no desk is laid aside, and told. */
  function load() {
    const text = localStorage.getItem(NAME);
    const kept = text === null ? { articles: [], searches: [] } : read(text);
    if (kept) return kept;
    localStorage.removeItem(NAME);
    localStorage.setItem(ASIDE, text);
    say(words.damaged);
    return load();
  }

  /** The desk of a text; null if it is none. What is not as it should be in it is left out. */
  function read(text) {
    let found;
    try { found = JSON.parse(text); } catch { return null; }
    if (!Array.isArray(found?.articles) || !Array.isArray(found.searches)) return null;
    const is = value => typeof value === "string" && value.length <= 5000;
    const string = value => is(value) ? value : "";
    return {
      articles: found.articles.filter(one => one && is(one.id) && one.id && is(one.title)).map(one => ({
        id: one.id, title: one.title, issue: string(one.issue), date: string(one.date), added: string(one.added), read: one.read === true,
      })),
      searches: found.searches.filter(one => one && is(one.query) && is(one.label)).map(one => ({
        query: one.query, label: one.label, added: string(one.added),
        ...Array.isArray(one.seen) && Number.isInteger(one.total) ? { seen: one.seen.filter(is).slice(0, MOST), total: one.total } : {},
      })),
    };
  }

  /** Changes what is kept by now, other tabs having changed it perhaps; false, and told, where that cannot be kept. */
  function change(how) {
    try {
      const kept = load();
      how(kept);
      localStorage.setItem(NAME, JSON.stringify({ version: 1, ...kept }));
      return true;
    } catch (error) {
      say(error.name === "QuotaExceededError" ? words.full : words.forbidden);
      return false;
    }
  }

  const without = (list, kind, key) => list.filter(one => one[KEYS[kind]] !== key);
  const today = () => new Date().toLocaleDateString("sv"); // 2024-06-18, by the clock of this machine

  /** A button that puts an article, or a search, on the desk and takes it off. */
  function star(place) {
    const { star: id, title, issue, date, save, label } = place.dataset;
    const kind = id ? "articles" : "searches", one = id ? { id, title, issue, date } : JSON.parse(save);
    const button = Object.assign(document.createElement("button"), { type: "button", className: "star", lang: document.documentElement.lang });
    if (label) button.textContent = label;
    else button.setAttribute("aria-label", button.title = words.star.replace("%s", one.title));
    button.addEventListener("click", () => {
      const was = button.getAttribute("aria-pressed") === "true";
      const kept = change(all => {
        all[kind] = without(all[kind], kind, one[KEYS[kind]]);
        if (!was) all[kind].unshift({ ...one, added: today() });
      });
      if (kept && !was && kind === "searches") see(one.query);
      if (kept) say(was ? words.off : words.on);
      open(buttons);
    });
    return { kind, key: one[KEYS[kind]], place, button };
  }

  /** Shows the buttons as what is kept tells; an article that is on the desk is read when it is opened. */
  function open(buttons) {
    let kept;
    try { kept = load(); } catch { return; } // as without a script
    for (const { kind, key, place, button } of buttons) {
      const found = kept[kind].find(one => one[KEYS[kind]] === key);
      button.setAttribute("aria-pressed", Boolean(found));
      if (!button.isConnected) {
        place.append(button);
        if (found && "opens" in place.dataset && !found.read) change(all => { all.articles.find(one => one.id === key).read = true; });
      }
    }
    onstorage = onpageshow = () => open(buttons);
  }

  /** The ids of the newest hits of a search and how many there are; no further than `enough` asks for. */
  async function ask(query, enough = () => false) {
    const ids = [], asked = new URLSearchParams([...new URLSearchParams(query)].filter(([name]) => parameters.includes(name)));
    let total = 0;
    asked.delete("group"); // hits are counted, not issues
    do {
      for (const [name, value] of Object.entries({ sort: "newest", limit: PAGE, offset: ids.length })) asked.set(name, value);
      const answer = await fetch(`${api}?${asked}`); // the browser asks with the last ETag: unchanged, nothing is searched
      if (!answer.ok) throw new Error(answer.status);
      const found = await answer.json();
      total = found.total;
      if (!found.hits.length) break;
      ids.push(...found.hits.map(hit => hit.id));
    } while (ids.length < Math.min(total, MOST) && !enough(ids, total));
    return { seen: ids.slice(0, MOST), total };
  }

  /** Remembers the hits that a search has now. */
  async function see(query, now) {
    try { now ||= await ask(query); } catch { return; } // asked again on the desk
    change(all => Object.assign(all.searches.find(one => one.query === query) || {}, now));
  }

  /** How many of the hits are new since they were seen; `least`: there may be more, older than those remembered. */
  function news(search, now) {
    const known = new Set(search.seen), whole = search.total <= MOST;
    const last = whole ? now.seen.length : now.seen.findLastIndex(id => known.has(id)) + 1; // what follows may have been there
    const unseen = now.seen.slice(0, last).filter(id => !known.has(id)).length;
    return { count: Math.max(unseen, now.total - search.total, 0), least: !whole || now.total > MOST };
  }

  /** The page that lists both. */
  function page(frame) {
    document.querySelector("[data-unscripted]").remove();
    const answers = new Map(); // of searches, by query
    const file = frame.querySelector("input");
    frame.addEventListener("click", event => {
      const does = event.target.closest("[data-do]")?.dataset.do, row = event.target.closest("li");
      if (does) act[does]?.(row?.dataset.kind, row?.dataset.key);
    });
    frame.addEventListener("auxclick", event => { // opened in another tab
      if (event.button === 1 && event.target.closest("[data-do=open]")) act.open("searches", event.target.closest("li").dataset.key);
    });
    file.addEventListener("change", take);

    const act = {
      remove(kind, key) {
        if (change(all => { all[kind] = without(all[kind], kind, key); })) say(words.off);
        draw();
        (frame.querySelector(`[data-list=${kind}] a`) || frame.querySelector("button")).focus();
      },
      read(kind, key) {
        change(all => { const one = all.articles.find(one => one.id === key); if (one) one.read = !one.read; });
        draw();
        [...frame.querySelectorAll("li")].find(row => row.dataset.key === key)?.querySelector("[data-do=read]").focus();
      },
      open(kind, query) {
        const { seen, total } = answers.get(query) || {};
        if (seen) see(query, { seen, total });
      },
      import: () => file.click(),
      export() {
        const link = Object.assign(document.createElement("a"), {
          href: URL.createObjectURL(new Blob([JSON.stringify({ version: 1, ...load() }, null, 1)], { type: "application/json" })),
          download: `jianbao-desk-${today()}.json`,
        });
        link.click();
        setTimeout(URL.revokeObjectURL, 1000, link.href);
      },
    };

    async function take() {
      const [chosen] = file.files, found = chosen.size <= LARGEST ? read(await chosen.text()) : null;
      file.value = "";
      if (!found) return say(words.foreign);
      let taken = 0;
      const kept = change(all => {
        for (const kind in KEYS) {
          const known = new Set(all[kind].map(one => one[KEYS[kind]]));
          const added = found[kind].filter(one => !known.has(one[KEYS[kind]]) && known.add(one[KEYS[kind]]));
          all[kind].push(...added);
          taken += added.length;
        }
      });
      if (kept) say(words.taken.replace("%d", taken));
      draw();
      check();
    }

    function draw() {
      let kept;
      try { kept = load(); } catch { return say(words.forbidden); }
      frame.hidden = false;
      for (const kind in KEYS) {
        frame.querySelector(`[data-none=${kind}]`).hidden = kept[kind].length > 0;
        frame.querySelector(`[data-list=${kind}]`).replaceChildren(...kept[kind].map(kind === "articles" ? articleRow : searchRow));
      }
      const unread = kept.articles.filter(one => !one.read).length;
      frame.querySelector("[data-unread]").textContent = unread ? words.unread.replace("%d", unread) : "";
    }

    function row(kind, key, href) {
      const made = document.querySelector(`template[data-row=${kind}]`).content.cloneNode(true).firstElementChild;
      Object.assign(made.dataset, { kind, key });
      made.querySelector("a").href = href;
      return [made, name => made.querySelector(`[data-part=${name}]`)];
    }

    function articleRow(one) {
      const [made, part] = row("articles", one.id, frame.dataset.article.replace("ID", () => encodeURIComponent(one.id)));
      part("title").textContent = one.title;
      part("issue").textContent = one.issue;
      part("date").textContent = one.date;
      made.classList.toggle("read", one.read);
      made.querySelector("[data-do=read]").setAttribute("aria-pressed", one.read);
      return made;
    }

    function searchRow(one) {
      const [made, part] = row("searches", one.query, `${frame.dataset.search}?${one.query}`), now = answers.get(one.query);
      part("label").textContent = one.label;
      part("total").textContent = now?.seen ? words.total.replace("%d", now.total.toLocaleString(document.documentElement.lang)) : "";
      part("added").textContent = words.added.replace("%s", one.added);
      part("news").textContent = now ? told(one, now) : words.asking;
      made.classList.toggle("fresh", Boolean(now?.seen && one.seen && news(one, now).count));
      return made;
    }

    function told(one, now) {
      if (!now.seen) return words.silent;
      if (now.begun) return words.begun;
      const { count, least } = news(one, now);
      return count ? (least ? words.least : words.fresh).replace("%d", count.toLocaleString(document.documentElement.lang)) : words.none;
    }

    /** Asks for each search, one after the other; most take one request, which is answered 304. */
    async function check() {
      for (const { query, seen, total } of load().searches) {
        if (answers.get(query)?.seen) continue;
        const known = new Set(seen);
        try {
          const now = await ask(query, (ids, count) => count === total && ids.every(id => known.has(id)));
          if (!seen) await see(query, now);
          const nothing = seen && now.seen.length < Math.min(now.total, MOST); // no more was asked for
          answers.set(query, nothing ? { seen, total } : { ...now, begun: !seen });
        } catch { answers.set(query, {}); }
        draw();
      }
    }

    onstorage = () => draw();
    onpageshow = event => { if (event.persisted) draw(); };
    draw();
    if (!frame.hidden) check();
  }

  function say(text) {
    status.textContent = text;
  }
})();
