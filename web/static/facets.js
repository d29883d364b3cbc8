/* 筛选栏里有脚本时更方便的：在日期图上拖出一段，长的清单边打边找。没有脚本，链接和表单照样齐全。 */
"use strict";
(() => {
  const form = document.querySelector("form.span");
  const charts = [...document.querySelectorAll("svg[data-in]")];
  if (form) charts.forEach(drag);
  for (const hint of document.querySelectorAll("[data-drag]")) hint.textContent = hint.dataset.drag;
  document.querySelectorAll(".facet[data-find]").forEach(filter);

  /** From one bar to another: the days between them go into the fields of the form, which is sent. */
  function drag(chart) {
    const ends = [form.elements.from, form.elements.to], typed = ends.map(end => end.value);
    let from = null, to = null, moved = false;
    chart.addEventListener("dragstart", event => event.preventDefault()); // of the link, by the browser
    chart.addEventListener("pointerdown", event => {
      if (event.button || !event.isPrimary) return;
      from = to = place(chart, event.clientX);
      moved = false;
      addEventListener("pointermove", move);
      addEventListener("pointerup", drop, { once: true });
      addEventListener("pointercancel", stop, { once: true });
      addEventListener("keydown", leave);
    });
    chart.addEventListener("click", event => { if (moved) event.preventDefault(); }, true);

    function move(event) {
      const below = document.elementFromPoint(event.clientX, event.clientY)?.closest("svg[data-in]");
      if (below && below.dataset.in.length !== chart.dataset.in.length) return; // months and days do not mix
      to = place(below || chart, event.clientX);
      if (to === from && !moved) return;
      moved = true;
      const span = [from, to].sort();
      ends.forEach((end, at) => { end.value = span[at]; });
      light(span);
    }

    function drop() {
      done();
      if (moved && from !== to) form.requestSubmit();
      else if (moved) stop();
    }

    function leave(event) {
      if (event.key === "Escape") stop();
    }

    function stop() {
      done();
      ends.forEach((end, at) => { end.value = typed[at]; });
      light(null);
    }

    function done() {
      removeEventListener("pointermove", move);
      removeEventListener("pointerup", drop);
      removeEventListener("pointercancel", stop);
      removeEventListener("keydown", leave);
    }

    /** Marks the bars of a span, or none. */
    function light(span) {
      for (const one of charts.filter(other => other.dataset.in.length === chart.dataset.in.length)) {
        for (const bar of one.querySelectorAll("a")) {
          const box = bar.firstElementChild.getBBox(), name = named(one, Math.round(box.x / box.width));
          bar.classList.toggle("in", span !== null && span[0] <= name && name <= span[1]);
        }
      }
    }
  }

  /** The month or day of a chart that lies at this point of the window: 2022-01. */
  function place(chart, x) {
    const box = chart.getBoundingClientRect(), places = Number(chart.dataset.places);
    return named(chart, Math.min(places - 1, Math.max(0, Math.floor((x - box.left) / box.width * places))));
  }

  function named(chart, number) {
    return `${chart.dataset.in}-${String(number + 1).padStart(2, "0")}`;
  }

  /** A field above a long list, which shows those of all its values that fit: the page of all values finds them. */
  function filter(facet) {
    const list = facet.querySelector("ul.list"), own = [...list.children];
    const rest = [...facet.querySelectorAll(":scope > :is(details, a)")], all = rest.at(-1).href;
    const field = document.createElement("input"), status = document.createElement("p");
    let asked, timer;
    Object.assign(field, { type: "search", className: "by", placeholder: facet.dataset.find, autocomplete: "off" });
    field.setAttribute("aria-label", facet.dataset.find);
    status.className = "sm mute";
    status.setAttribute("role", "status");
    list.before(field, status);
    field.addEventListener("input", event => {
      clearTimeout(timer);
      if (!event.isComposing) timer = setTimeout(ask, 120);
    });
    field.addEventListener("compositionend", () => field.dispatchEvent(new InputEvent("input")));
    field.addEventListener("keydown", event => {
      if (event.key !== "Escape" || !field.value) return;
      event.preventDefault();
      field.value = "";
      ask();
    });

    async function ask() {
      asked?.abort();
      const typed = field.value.trim();
      if (!typed) return show(own, "");
      asked = new AbortController();
      try {
        const answer = await fetch(`${all}${all.includes("?") ? "&" : "?"}find=${encodeURIComponent(typed)}`, { signal: asked.signal });
        if (!answer.ok) return;
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        show(page.querySelectorAll("ul.many > li"), page.querySelector("h1").textContent);
      } catch (error) {
        if (error.name !== "AbortError") show(own, ""); // the page of all values works without
      }
    }

    function show(lines, told) {
      list.replaceChildren(...lines);
      status.textContent = told;
      for (const one of rest) one.hidden = told !== "";
    }
  }
})();
