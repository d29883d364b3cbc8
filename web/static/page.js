/* 有脚本时更方便的：输入时的提示、键盘。没有脚本，页面照样完整。 */
"use strict";
(() => {
  const form = document.querySelector("form[data-suggest]");
  if (form) suggest(form);
  document.addEventListener("keydown", keys);
  const bar = document.querySelector("[data-tools]");
  if (bar) tools(bar, JSON.parse(bar.dataset.tools));

  /** Suggestions below the box: WAI-ARIA's combobox with a listbox, choosing what is focused by aria-activedescendant. */
  function suggest(form) {
    const box = form.querySelector("input[name=q]"), frame = box.parentElement;
    const kinds = JSON.parse(form.dataset.kinds), told = form.dataset.told;
    const list = make("ul", { id: "suggestions", role: "listbox", className: "sug plain", hidden: true });
    const status = make("span", { role: "status", className: "vh" });
    list.setAttribute("aria-label", form.dataset.label);
    frame.append(list, status);
    for (const [name, value] of Object.entries({
      role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id,
    })) box.setAttribute(name, value);
    let asked, timer, at = -1, typed = box.value;

    box.addEventListener("input", event => {
      if (event.isComposing) return; // letters of an input method are not what is asked for
      typed = box.value;
      clearTimeout(timer);
      timer = setTimeout(ask, 80);
    });
    box.addEventListener("compositionend", () => box.dispatchEvent(new InputEvent("input")));
    box.addEventListener("blur", close);
    box.addEventListener("keydown", event => {
      if (event.isComposing) return;
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (list.hidden) ask();
        else move(event.key === "ArrowDown" ? 1 : -1);
      } else if (event.key === "Escape" && !list.hidden) {
        event.preventDefault();
        box.value = typed;
        close();
      } else if (event.key === "Enter" && at >= 0) close();
    });
    list.addEventListener("pointerdown", event => {
      const item = event.target.closest("[role=option]");
      event.preventDefault(); // the box keeps the focus
      if (!item) return;
      box.value = item.dataset.text;
      close();
      form.requestSubmit();
    });

    async function ask() {
      asked?.abort();
      asked = new AbortController();
      if (!box.value.trim()) return close();
      try {
        const answer = await fetch(`${form.dataset.suggest}?q=${encodeURIComponent(box.value)}`, { signal: asked.signal });
        if (answer.ok) show((await answer.json()).suggestions);
      } catch (error) {
        if (error.name !== "AbortError") close(); // the box works without
      }
    }

    function show(found) {
      if (document.activeElement !== box) return;
      list.replaceChildren(...found.map(row));
      at = -1;
      open(found.length > 0);
      status.textContent = found.length ? told.replace("%d", found.length) : "";
    }

    function row(one, number) {
      const item = make("li", { id: `suggestion-${number}`, role: "option" });
      item.dataset.text = one.text;
      item.setAttribute("aria-selected", "false");
      item.append(make("span", { className: "v", textContent: one.text, lang: "zh-CN" }));
      if (one.note) item.lastChild.append(make("small", { textContent: one.note }));
      item.append(make("small", { textContent: kinds[one.kind] || one.kind }), make("span", { className: "n", textContent: one.count }));
      return item;
    }

    function move(step) {
      const items = list.children;
      if (at >= 0) items[at].setAttribute("aria-selected", "false");
      at = (at + 1 + step + items.length + 1) % (items.length + 1) - 1; // -1: what was typed
      box.value = at < 0 ? typed : items[at].dataset.text;
      if (at < 0) return box.removeAttribute("aria-activedescendant");
      items[at].setAttribute("aria-selected", "true");
      items[at].scrollIntoView({ block: "nearest" });
      box.setAttribute("aria-activedescendant", items[at].id);
    }

    function open(is) {
      list.hidden = !is;
      box.setAttribute("aria-expanded", is);
      box.removeAttribute("aria-activedescendant");
    }

    function close() {
      clearTimeout(timer);
      asked?.abort();
      at = -1;
      open(false);
      status.textContent = "";
    }
  }

  /** Copies the citation, or the address of the article without what was searched for; prints. */
  function tools(bar, words) {
    const status = make("span", { role: "status", className: "mute" });
    const act = {
      cite: () => copy(document.getElementById("citation").textContent),
      link: () => copy(decodeURI(location.href.split(/[?#]/)[0]).replaceAll(" ", "%20")),
      print: () => print(),
    };
    const items = Object.keys(act).map(name => {
      const item = make("li", {}), button = make("button", { type: "button", textContent: words[name] });
      button.addEventListener("click", act[name]);
      item.append(button);
      return item;
    });
    bar.firstElementChild.after(...items);
    items[1].append(" ", status);

    async function copy(text) {
      try {
        await navigator.clipboard.writeText(text);
        status.textContent = words.copied;
      } catch { // no such thing on plain HTTP
        const field = make("textarea", { value: text, className: "vh", readOnly: true }), had = document.activeElement;
        items[1].append(field);
        field.select();
        status.textContent = document.execCommand("copy") ? words.copied : words.failed;
        field.remove();
        had.focus();
      }
    }
  }

  /** / to the box; n and p to the next and the previous marked place. */
  function keys(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
    if (event.key === "/") {
      event.preventDefault();
      document.querySelector("input[name=q]").select();
    } else if (event.key === "n" || event.key === "p") {
      const now = Number((location.hash.match(/^#m(\d+)$/) || [])[1] || 0);
      const next = document.getElementById(`m${now + (event.key === "n" ? 1 : -1)}`);
      if (next) location.hash = next.id;
    }
  }

  function make(name, properties) {
    const { role, ...rest } = properties, element = Object.assign(document.createElement(name), rest);
    if (role) element.setAttribute("role", role);
    return element;
  }
})();
