// What the pages do in the browser. One file, no build step; the server renders everything that is shown.
"use strict";
(() => {
  const body = document.body;
  const one = (query, from = document) => from.querySelector(query);
  const all = (query, from = document) => [...from.querySelectorAll(query)];
  const typing = (el) => el && (el.matches("input:not([type=checkbox]):not([type=radio]), textarea, select") || el.isContentEditable);

  document.addEventListener("click", (e) => {
    if (e.target.closest("[data-help]")) one("#help")?.showModal();
  });

  if (body.classList.contains("queue")) queue();
  if (body.classList.contains("doc")) review();

  // ---------------------------------------------------------------- the queue

  function queue() {
    let at = -1;
    const rows = () => all("#results tbody tr[data-href]");
    const go = (to) => {
      const list = rows();
      if (!list.length) return;
      at = Math.max(0, Math.min(to, list.length - 1));
      list[at].focus();
      list[at].scrollIntoView({ block: "nearest" });
    };
    const picked = () => {
      const n = all("#bulk input[name=pick]:checked").length;
      const bar = one("#bulk .bulk");
      if (bar) { bar.hidden = n === 0; one("[data-picked]", bar).textContent = n; }
    };
    document.addEventListener("click", (e) => {
      const exported = e.target.closest("[data-export]");
      if (exported) exported.search = location.search;
      const row = e.target.closest("tr[data-href]");
      if (row && !e.target.closest("a, input, button") && !String(getSelection())) location.href = row.dataset.href;
    });
    document.addEventListener("change", picked);
    document.addEventListener("htmx:afterSwap", () => { at = -1; picked(); });
    document.addEventListener("keydown", (e) => {
      if (e.ctrlKey || e.metaKey || e.altKey) return;
      if (typing(e.target)) {
        if (e.key === "Escape" || (e.key === "ArrowDown" && e.target.id === "q")) { e.preventDefault(); go(0); }
        return;
      }
      if (one("dialog[open]")) return;
      const list = rows(), here = list.indexOf(e.target.closest?.("tr[data-href]"));
      if (here >= 0) at = here;
      const keys = {
        j: () => go(at + 1), ArrowDown: () => go(at + 1), k: () => go(at - 1), ArrowUp: () => go(at - 1),
        Home: () => go(0), End: () => go(list.length - 1),
        Enter: () => { if (here >= 0) location.href = list[here].dataset.href; else return true; },
        x: () => { const box = list[at] && one("input[name=pick]", list[at]); if (box) { box.checked = !box.checked; picked(); } },
        "/": () => one("#q").focus(), "?": () => one("#help").showModal(),
        "[": () => tab(-1), "]": () => tab(1),
      };
      if (keys[e.key] && keys[e.key]() !== true) e.preventDefault();
    });
    const tab = (step) => {
      const tabs = all(".tabs a[href*='state=']"), here = tabs.findIndex((t) => t.ariaCurrent === "page");
      tabs[(here + step + tabs.length) % tabs.length]?.click();
    };
  }

  // ---------------------------------------------------------------- a certificate

  function review() {
    const base = `/d/${body.dataset.id}/${body.dataset.part}`;
    const scroller = one("#paper > .scroll");
    const may = Boolean(body.dataset.may);
    const rowOf = (el) => el?.closest?.(".row");
    const rows = () => all("#form .row");
    const inputOf = (row) => one("[data-input]", row);
    const parse = (text) => { try { return JSON.parse(text || "[]") || []; } catch { return []; } };
    let marked = null; // the row whose boxes are shown

    // --- saying things

    const says = one("#says");
    let hush;
    function say(text, alert) {
      const p = document.createElement("p");
      p.textContent = text;
      if (alert) p.className = "alert";
      says.replaceChildren(p);
      clearTimeout(hush);
      hush = setTimeout(quiet, alert ? 9000 : 3500);
    }
    let owed = ""; // what stays said as long as something is not saved
    function quiet() {
      if (owed) say(owed, true);
      else says.replaceChildren();
    }

    // --- what a row says

    function read(row) {
      const input = inputOf(row);
      if (row.dataset.list) {
        const list = all(".chip", row).map((c) => ({ text: c.dataset.text, evidence: parse(c.dataset.boxes) }));
        const typed = input.value.trim();
        if (typed) list.splice(row._at ?? list.length, 0, { text: typed, evidence: row._evidence || [] });
        return list;
      }
      const text = input.value.trim();
      return text ? [{ text, evidence: row._evidence || [] }] : [];
    }
    const said = (row) => JSON.stringify(read(row).map((v) => v.text));
    const dirty = (row) => row._was !== undefined && said(row) !== row._was;

    function bind(row) {
      row._was = said(row);
      row._html = row.dataset.list ? one(".chips", row).innerHTML : null;
      row._value = inputOf(row).value;
    }
    function changed(row) { row.classList.toggle("changed", dirty(row)); }

    function fill(row, text, evidence) {
      const input = inputOf(row);
      if (row.dataset.list) {
        chip(row, text, evidence);
        input.value = "";
      } else {
        input.value = text;
        row._evidence = evidence;
      }
      changed(row);
      mark(row, evidence);
    }
    function chip(row, text, evidence, at) {
      if (all(".chip", row).some((c) => c.dataset.text === text)) return;
      const el = document.createElement("span"), name = document.createElement("bdi"), drop = document.createElement("button");
      el.className = "chip"; el.dataset.text = text; el.dataset.boxes = JSON.stringify(evidence || []);
      name.textContent = text;
      drop.type = "button"; drop.tabIndex = -1; drop.dataset.drop = ""; drop.textContent = "×"; drop.ariaLabel = "× " + text;
      el.append(name, drop);
      one(".chips", row).insertBefore(el, all(".chip", row)[at] || inputOf(row));
    }
    function revert(row) {
      const input = inputOf(row), focused = document.activeElement === input;
      if (row._html !== null) {
        one(".chips", row).innerHTML = row._html;
        if (focused) inputOf(row).focus();
      }
      inputOf(row).value = row._value;
      row._evidence = undefined; row._at = undefined;
      suggest(row, []);
      changed(row);
    }

    // --- the boxes on the page

    function evidenceOf(row) {
      if (row.dataset.list) return all(".chip", row).flatMap((c) => parse(c.dataset.boxes));
      return row._evidence || parse(inputOf(row).dataset.boxes);
    }
    function mark(row, extra) {
      marked = row;
      for (const r of all(".marks rect.here")) r.classList.remove("here");
      for (const r of all(".marks rect[data-temp]")) r.remove();
      if (!row) return;
      const known = all(`.marks rect[data-field="${row.dataset.field}"]`);
      let first = null;
      if (!row._evidence) { known.forEach((r) => r.classList.add("here")); first = known[0]; }
      for (const e of extra || row._evidence || []) first = temporary(e) || first;
      if (first) show(first);
    }
    function temporary(e) {
      const svg = one(`svg[data-marks="${e.page}"]`);
      if (!svg || !e.box) return null;
      const r = document.createElementNS("http://www.w3.org/2000/svg", "rect");
      r.dataset.temp = ""; r.classList.add("here");
      r.setAttribute("x", e.box[0] - 1.5); r.setAttribute("y", e.box[1] - 1);
      r.setAttribute("width", e.box[2] - e.box[0] + 3); r.setAttribute("height", e.box[3] - e.box[1] + 2);
      svg.append(r);
      return r;
    }
    function show(rect) {
      const b = rect.getBoundingClientRect(), s = scroller.getBoundingClientRect(), rim = 50;
      if (b.top < s.top + rim || b.bottom > s.bottom - rim) scroller.scrollTop += b.top - s.top - s.height / 3;
      if (b.left < s.left || b.right > s.right) scroller.scrollLeft += b.left - s.left - s.width / 4;
    }

    // --- moving

    const open = (row) => row.dataset.stop && !row.classList.contains("sending") && !row.classList.contains("unsaved");
    function focus(row) {
      const input = inputOf(row);
      if (row.closest("details:not([open])")) row.closest("details").open = true;
      input.focus({ preventScroll: true });
      if (input.select && input.tagName === "TEXTAREA") input.select();
      row.scrollIntoView({ block: "nearest" });
    }
    function left() {
      const n = rows().filter(open).length;
      const el = one("[data-left]");
      if (el) el.textContent = n ? el.dataset.n?.replace("{n}", n) || n : "";
      return n;
    }
    function next(row) {
      const list = rows(), from = row ? list.indexOf(row) : -1;
      const to = [...list.slice(from + 1), ...list.slice(0, Math.max(from, 0))].find(open);
      left();
      if (to) return focus(to);
      one("[data-finish]")?.focus({ preventScroll: true });
    }

    // --- saving: one after another, kept until the server has answered, tried again until it does

    const boxKey = `certcat ${body.dataset.who} ${base}`; // whoever signs in next in this browser sends none of it
    const outbox = [];
    let busy = false, broken = false, pause = 400, wake = () => {};
    const keep = () => { try { outbox.length ? localStorage.setItem(boxKey, JSON.stringify(outbox)) : localStorage.removeItem(boxKey); } catch { /* private mode */ } };

    // post gives the server's whole answer. Whatever else happens gives null: nobody there, half an answer, an answer that
    // is not certcat's (a proxy, another program at this address), or none in half a minute.
    async function post(path, data) {
      const answer = await once(path, data);
      return unknown(answer) && await renew() ? once(path, data) : answer;
    }
    const unknown = (answer) => answer?.status === 401 || answer?.get("Certcat") === "error.csrf";
    async function once(path, data) {
      const form = data instanceof FormData;
      try {
        const answer = await fetch(base + "/" + path, {
          method: "POST", credentials: "same-origin", redirect: "error", signal: AbortSignal.timeout(30_000),
          headers: { "X-CSRF-Token": body.dataset.csrf, "X-Requested-With": "certcat", "Accept-Language": document.documentElement.lang, ...(form ? {} : { "Content-Type": "application/json" }) },
          body: form ? new URLSearchParams(data) : JSON.stringify(data),
        });
        const text = await answer.text();
        return answer.headers.has("Certcat") ? { ok: answer.ok, status: answer.status, text, get: (name) => answer.headers.get(name) } : null;
      } catch {
        return null;
      }
    }
    // renew asks for the token of a session that began since: somebody had to sign in again, in another window. It is used
    // only where that is the same person.
    async function renew() {
      try {
        const answer = await fetch(location.pathname, { credentials: "same-origin", redirect: "error" });
        const page = new DOMParser().parseFromString(await answer.text(), "text/html").body.dataset;
        if (!answer.headers.has("Certcat") || page.who !== body.dataset.who || page.csrf === body.dataset.csrf) return false;
        body.dataset.csrf = page.csrf;
        return true;
      } catch {
        return false;
      }
    }
    const conflicts = new Map(); // the last change of each field, to be able to insist on it
    function send(change) {
      change.again = outbox.some((c) => c.field === change.field); // it rests on one that is still under way
      conflicts.set(change.field, change);
      outbox.push(change);
      keep();
      one("#row-" + CSS.escape(change.field))?.classList.add("sending");
      wake();
      return flush();
    }
    async function flush() {
      if (busy) return;
      busy = true;
      while (outbox.length) {
        const { again, ...change } = outbox[0], row = one("#row-" + CSS.escape(change.field));
        if (again && row) change.saw = row.dataset.saw;
        row?.classList.add("sending");
        const answer = await post("field", change);
        if (!answer || answer.status >= 500 || unknown(answer)) {
          row?.classList.add("unsaved");
          owed = unknown(answer) ? body.dataset.signin : body.dataset.unsaved;
          say(owed, true);
          await new Promise((done) => { wake = done; setTimeout(done, pause); });
          pause = Math.min(pause * 1.6, 5000);
          continue;
        }
        pause = 400;
        owed = "";
        outbox.shift();
        keep();
        row?.classList.remove("sending", "unsaved");
        try {
          took(answer, change, row);
        } catch (e) { // what waits is sent all the same; then the page is made anew
          reportError(e);
          broken = true;
        }
      }
      busy = false;
      if (broken) return location.reload();
      left();
      if ([body.dataset.unsaved, body.dataset.signin].includes(says.textContent)) says.replaceChildren();
      idle.splice(0).forEach((done) => done());
    }
    function took(answer, change, row) {
      if (answer.ok) return apply(answer.text, null);
      if (answer.status === 409) {
        for (const c of outbox) if (c.field === change.field) c.again = false;
        return apply(answer.text, change.field);
      }
      say(answer.text, true);
      if (!row) return;
      if (change.action === "value") row._was = null; // what was typed stays, and is not what is confirmed next
      row.dataset.stop = "1";
      focus(row);
    }
    const idle = [];
    const saved = () => (busy || outbox.length ? new Promise((done) => idle.push(done)) : Promise.resolve());

    function apply(html, focusOn) {
      const t = document.createElement("template");
      t.innerHTML = html;
      for (const el of [...t.content.children]) {
        const old = el.dataset.marks ? one(`svg[data-marks="${el.dataset.marks}"]`) : document.getElementById(el.id);
        if (!old) continue;
        if (el.id === "side") { keepOpen(old, el); one("#others", el)?.replaceWith(one("#others", old)); }
        const row = el.classList.contains("row");
        if (row && !focusOn && outbox.some((c) => c.field === el.dataset.field)) { old.dataset.saw = el.dataset.saw; continue; }
        const within = row && old.contains(document.activeElement);
        if (row && old._was !== undefined && within && dirty(old) && !focusOn) { old.dataset.saw = el.dataset.saw; continue; }
        old.replaceWith(el);
        if (row) { bind(el); if (within) inputOf(el).focus({ preventScroll: true }); }
        if (row && focusOn) focus(el);
      }
      if (marked) mark(document.getElementById(marked.id));
      left();
    }
    function keepOpen(old, el) {
      const was = new Map(all("details", old).map((d) => [one("summary", d).textContent.trim(), d.open]));
      for (const d of all("details", el)) { const key = one("summary", d).textContent.trim(); if (was.has(key)) d.open = was.get(key); }
      const top = old.scrollTop;
      requestAnimationFrame(() => { el.scrollTop = top; });
    }

    // --- what keys do

    function confirm(row, sure) {
      if (!may) return next(row);
      const change = { field: row.dataset.field, saw: row.dataset.saw, sure };
      if (dirty(row)) { change.action = "value"; change.values = read(row); }
      else if (row.dataset.tone === "person") return next(row);
      else if (row.dataset.differs && !sure) return say(one(".more .alert", row)?.textContent.trim() || "", true);
      else change.action = row.dataset.state === "printed" ? "confirmed" : "absent";
      if (change.action === "value" && !change.values.length) change.action = "absent";
      delete row.dataset.stop;
      row._was = said(row);
      quiet();
      send(change);
      next(row);
    }
    function absent(row) {
      if (!may) return;
      delete row.dataset.stop;
      send({ field: row.dataset.field, saw: row.dataset.saw, action: "absent" });
      next(row);
    }
    async function undo() {
      await saved();
      const answer = await post("undo", {});
      if (!answer?.ok) return say(answer?.text ?? body.dataset.unsaved, true);
      apply(answer.text, null);
      const row = one("#row-" + CSS.escape(answer.get("X-Field")));
      if (row) focus(row);
    }
    async function finish() {
      const row = rowOf(document.activeElement);
      if (row && (dirty(row) || open(row))) confirm(row, false);
      await saved();
      const to = rows().find(open);
      if (to) { focus(to); return say(one("[data-left]").textContent, true); }
      const answer = await post("finish", {});
      if (answer?.ok) location.href = answer.get("X-Next");
      else say(answer?.text ?? body.dataset.unsaved, true);
    }
    function rival(row, n) {
      const b = one(`[data-rival="${n}"]`, row);
      if (!b || !may) return;
      fill(row, b.dataset.text, parse(b.dataset.boxes));
      const input = inputOf(row);
      input.focus({ preventScroll: true });
      if (row.dataset.list) return;
      if (input.tagName === "SELECT") changed(row);
    }

    // chips of a list: ← steps into them
    function chips(e, row) {
      const input = inputOf(row), list = all(".chip", row);
      let at = list.findIndex((c) => c.classList.contains("at"));
      const to = (n) => { list.forEach((c, i) => c.classList.toggle("at", i === n)); if (list[n]) mark(row, parse(list[n].dataset.boxes)); };
      if (at < 0) {
        if (e.key === "ArrowLeft" && input.selectionStart === 0 && input.selectionEnd === 0 && list.length) { to(list.length - 1); return true; }
        if (e.key === "Backspace" && input.value === "" && list.length) { to(list.length - 1); return true; }
        if (e.key === ";" && input.value.trim()) { chip(row, input.value.trim(), row._evidence, row._at); input.value = ""; row._at = undefined; row._evidence = undefined; suggest(row, []); changed(row); return true; }
        return false;
      }
      const edit = () => { row._at = at; input.value = list[at].dataset.text; list[at].remove(); input.select(); changed(row); };
      switch (e.key) {
        case "ArrowLeft": to(Math.max(0, at - 1)); return true;
        case "ArrowRight": to(at + 1 < list.length ? at + 1 : -1); return true;
        case "Delete": case "Backspace": list[at].remove(); list.splice(at, 1); to(Math.min(at, list.length - 1)); changed(row); return true;
        case "F2": edit(); return true;
        case "Escape": to(-1); return true;
      }
      if (e.key === "Enter" && !e.ctrlKey) { edit(); return true; }
      if (e.key.length === 1 && !e.ctrlKey && !e.altKey) to(-1);
      return false;
    }

    document.addEventListener("keydown", (e) => {
      if (one("dialog[open]")) return;
      const row = rowOf(e.target);
      const inField = row && e.target.matches("[data-input]");
      const stop = () => { e.preventDefault(); e.stopPropagation(); };
      if (e.isComposing) return;
      if (e.key === "Enter" && e.ctrlKey) { stop(); finish(); return; }
      if (e.key === "F1" || (e.key === "?" && !typing(e.target))) { stop(); one("#help").showModal(); return; }
      if (e.altKey && !e.ctrlKey && alt(e, row)) { stop(); return; }
      if (!inField) {
        if (e.key === "Escape" && may && !typing(e.target)) { stop(); undo(); }
        return;
      }
      if (row.dataset.list && chips(e, row)) { stop(); return; }
      if (e.key === "Enter" && !e.shiftKey) { stop(); confirm(row, e.altKey); return; }
      if (e.key === "Escape") {
        stop();
        if (dirty(row) || inputOf(row).value !== row._value) revert(row); else if (may) undo();
        return;
      }
      if (e.target.tagName !== "SELECT" && (e.key === "ArrowDown" || e.key === "ArrowUp") && choose(row, e.key === "ArrowDown" ? 1 : -1)) stop();
    });

    function alt(e, row) {
      const click = (query) => { const b = one(query); if (b) b.click(); return Boolean(b); };
      switch (e.code) {
        case "KeyA": if (row) absent(row); return Boolean(row);
        case "KeyG": return click("[data-key=g]");
        case "KeyQ": { const d = one("#asking"); if (!d) return false; d.open = true; one("textarea", d).focus(); return true; }
        case "KeyS": return click("[data-parts=split]");
        case "KeyM": return click("[data-parts=merge]");
        case "KeyR": return click("[data-do=turn]");
        case "Equal": case "NumpadAdd": return click("[data-do=in]");
        case "Minus": case "NumpadSubtract": return click("[data-do=out]");
        case "Digit0": return click("[data-do=fit]");
        case "PageDown": return click("[data-do=page-on]");
        case "PageUp": return click("[data-do=page-back]");
      }
      if (/^Digit[1-9]$/.test(e.code) && row) { rival(row, e.code.slice(5)); return true; }
      return false;
    }

    document.addEventListener("focusin", (e) => {
      const row = rowOf(e.target);
      if (row && e.target.matches("[data-input]") && marked !== row) { mark(row); }
    });
    document.addEventListener("focusout", (e) => {
      const row = rowOf(e.target);
      if (row && !row.contains(e.relatedTarget)) { suggest(row, []); all(".chip.at", row).forEach((c) => c.classList.remove("at")); }
    });
    document.addEventListener("input", (e) => {
      const row = rowOf(e.target);
      if (!row || !e.target.matches("[data-input]")) return;
      row._evidence = undefined;
      changed(row);
      if (e.target.tagName !== "SELECT") { row._typed = e.target.value; suggest(row, complete(row, e.target.value)); }
    });

    // --- words of the page: completing what is typed, and pointing

    const wordsOf = new Map();
    async function words(page) {
      if (!wordsOf.has(page)) wordsOf.set(page, fetch(`/d/${body.dataset.id}/words/${page}`, { headers: { "X-Requested-With": "certcat" } }).then((r) => (r.ok ? r.json() : { words: [] })).then((w) => { w.page = page; w.lines = lines(w.words); return w; }).catch(() => ({ words: [], lines: [], page })));
      const loaded = await wordsOf.get(page);
      ready.set(page, loaded);
      return loaded;
    }
    const ready = new Map();
    function lines(list) {
      const out = [];
      for (const w of list) { const last = out[out.length - 1]; if (last && last[0].l === w.l) last.push(w); else out.push([w]); }
      return out;
    }
    const cjk = /[\u3000-\u30ff\u3400-\u9fff\uac00-\ud7af\uff00-\uffef]/;
    function join(list) {
      let text = "";
      list.forEach((w, i) => {
        const before = list[i - 1];
        const tight = before && before.l === w.l && w.b[0] - before.b[2] < 0.12 * (w.b[3] - w.b[1]);
        const han = before && cjk.test(before.t.slice(-1)) && cjk.test(w.t[0]);
        text += (i && !tight && !han ? " " : "") + w.t;
      });
      return text.replace(/^[\s:：,;，；]+|[\s:：,;，；]+$/g, "");
    }
    function evidence(list, page, by) {
      const boxes = new Map();
      for (const w of list) {
        const b = boxes.get(w.l);
        if (!b) boxes.set(w.l, { page, by, box: [...w.b], words: [w] });
        else { b.box = [Math.min(b.box[0], w.b[0]), Math.min(b.box[1], w.b[1]), Math.max(b.box[2], w.b[2]), Math.max(b.box[3], w.b[3])]; b.words.push(w); }
      }
      return [...boxes.values()].map((b) => ({ page: b.page, by: b.by, box: b.box, text: join(b.words) }));
    }
    function complete(row, typed) {
      const want = typed.trim().toLowerCase();
      if (want.length < 2) return [];
      const out = [], seen = new Set();
      const add = (list, w) => { const text = join(list); if (text.length > want.length && !seen.has(text)) { seen.add(text); out.push({ text, evidence: evidence(list, w.page, w.by) }); } };
      for (const w of ready.values()) w.lines.forEach((line, n) => line.forEach((_, i) => {
        if (out.length > 24 || !join(line.slice(i, i + 12)).toLowerCase().startsWith(want)) return;
        let end = i + 1;
        while (end < line.length && join(line.slice(i, end)).length < want.length) end++;
        let run = end;
        while (run < line.length && line[run].b[0] - line[run - 1].b[2] < 0.9 * (line[run].b[3] - line[run].b[1])) run++;
        const following = w.lines[n + 1], close = following && following[0].b[1] - line[i].b[3] < 1.2 * (line[i].b[3] - line[i].b[1]) && Math.abs(following[0].b[0] - line[i].b[0]) < 30;
        add(line.slice(i, run), w);
        if (close) add([...line.slice(i), ...following], w);
        for (let k = end; k < run; k++) if (/[,;:.)，；：。）]$/.test(line[k - 1].t)) add(line.slice(i, k), w);
        add(line.slice(i, end), w);
        add(line.slice(i), w);
      }));
      return out.slice(0, 7);
    }
    function suggest(row, list) {
      const box = one(".suggest", row);
      if (!box) return;
      row._suggested = list; row._picked = -1;
      box.hidden = !list.length;
      box.replaceChildren(...list.map((s, i) => {
        const b = document.createElement("button"), name = document.createElement("bdi");
        b.type = "button"; b.tabIndex = -1; b.role = "option"; b.dataset.take = i; b.ariaSelected = "false";
        name.textContent = s.text; b.append(name);
        return b;
      }));
    }
    function choose(row, step) {
      const input = inputOf(row);
      let list = row._suggested || [];
      if (!list.length) {
        if (step < 0 || (input.value.includes("\n"))) return false;
        list = all("[data-rival]", row).map((b) => ({ text: b.dataset.text, evidence: parse(b.dataset.boxes) }));
        if (!list.length) return false;
        row._typed = input.value;
        suggest(row, list);
      }
      row._picked = Math.max(-1, Math.min(list.length - 1, row._picked + step));
      all("[data-take]", row).forEach((b, i) => { b.ariaSelected = String(i === row._picked); if (i === row._picked) b.scrollIntoView({ block: "nearest" }); });
      const pick = list[row._picked];
      input.value = pick ? pick.text : row._typed || "";
      row._evidence = pick?.evidence;
      changed(row);
      mark(row, pick?.evidence);
      return true;
    }

    let drag = null, lastWord = null, lastTime = 0;
    const place = (svg, e) => new DOMPoint(e.clientX, e.clientY).matrixTransform(svg.getScreenCTM().inverse());
    scroller.addEventListener("pointerdown", async (e) => {
      const sheet = e.target.closest(".sheet");
      if (!sheet || e.button !== 0 || !may) return;
      e.preventDefault();
      const svg = one(".marks", sheet), page = Number(sheet.dataset.page);
      drag = { sheet, svg, page, from: place(svg, e), to: place(svg, e), shift: e.shiftKey };
      sheet.setPointerCapture(e.pointerId);
      words(page);
    });
    scroller.addEventListener("pointermove", (e) => {
      if (!drag) return;
      drag.to = place(drag.svg, e);
      const r = one(".drag", drag.svg), { from, to } = drag;
      r.setAttribute("x", Math.min(from.x, to.x)); r.setAttribute("y", Math.min(from.y, to.y));
      r.setAttribute("width", Math.abs(to.x - from.x)); r.setAttribute("height", Math.abs(to.y - from.y));
    });
    scroller.addEventListener("pointerup", async (e) => {
      if (!drag) return;
      const d = drag;
      drag = null;
      one(".drag", d.svg).setAttribute("width", 0);
      const row = marked && marked.isConnected ? marked : rows()[0];
      const loaded = await words(d.page);
      const x0 = Math.min(d.from.x, d.to.x), x1 = Math.max(d.from.x, d.to.x), y0 = Math.min(d.from.y, d.to.y), y1 = Math.max(d.from.y, d.to.y);
      let hit;
      if (x1 - x0 > 4 || y1 - y0 > 4) hit = loaded.words.filter((w) => { const x = (w.b[0] + w.b[2]) / 2, y = (w.b[1] + w.b[3]) / 2; return x >= x0 && x <= x1 && y >= y0 && y <= y1; });
      else {
        const at = loaded.words.findIndex((w) => x0 >= w.b[0] - 1 && x0 <= w.b[2] + 1 && y0 >= w.b[1] - 1 && y0 <= w.b[3] + 1);
        hit = at < 0 ? [] : [loaded.words[at]];
        const again = at >= 0 && at === lastWord && e.timeStamp - lastTime < 600;
        lastTime = e.timeStamp;
        d.again = again;
        if (at >= 0 && d.shift && lastWord !== null) hit = loaded.words.slice(Math.min(at, lastWord), Math.max(at, lastWord) + 1);
        else if (again) hit = around(loaded.words, at);
        if (at >= 0 && !d.shift) lastWord = at;
      }
      if (hit.length && row) {
        if (row.dataset.list && (d.again || d.shift)) all(".chip", row).filter((c) => c.dataset.fresh).forEach((c) => c.remove());
        fill(row, join(hit), evidence(hit, d.page, loaded.by));
        if (row.dataset.list) { const c = all(".chip", row).pop(); if (c) c.dataset.fresh = "1"; }
        suggest(row, []);
      }
      if (row) inputOf(row).focus({ preventScroll: true });
    });
    function around(list, at) {
      let a = at, b = at + 1;
      const near = (x, y) => x.l === y.l && y.b[0] - x.b[2] < 0.9 * (y.b[3] - y.b[1]);
      while (a > 0 && near(list[a - 1], list[a])) a--;
      while (b < list.length && near(list[b - 1], list[b])) b++;
      return list.slice(a, b);
    }

    // --- buttons

    document.addEventListener("click", (e) => {
      const b = e.target.closest("button");
      const row = rowOf(e.target);
      if (!b) { const c = e.target.closest(".row .chip"); if (c) { mark(row, parse(c.dataset.boxes)); inputOf(row).focus(); } return; }
      if (b.dataset.drop !== undefined) { b.closest(".chip").remove(); changed(row); inputOf(row).focus(); }
      else if (b.dataset.rival) rival(row, b.dataset.rival);
      else if (b.dataset.take) { const s = row._suggested[b.dataset.take]; suggest(row, []); fill(row, s.text, s.evidence); inputOf(row).focus(); }
      else if (b.dataset.finish !== undefined) finish();
      else if (b.dataset.keepTheirs !== undefined) { one(".conflict", row).remove(); next(row); }
      else if (b.dataset.keepMine !== undefined) keepMine(row);
      else if (b.dataset.take !== undefined) take();
      else if (b.dataset.parts) {
        const form = one("form[data-post=parts]");
        form.elements.what.value = b.dataset.parts;
        form.elements.page.value = current();
        form.requestSubmit();
      } else if (b.dataset.do) tools[b.dataset.do]();
      else if (b.dataset.to) toPage(Number(b.dataset.to));
      else if (b.dataset.show !== undefined) flash(Number(b.dataset.page), parse(b.dataset.box));
      else if (b.dataset.copytext !== undefined) navigator.clipboard?.writeText(one("textarea", b.form).value).then(() => say("✓"));
    });
    function keepMine(row) {
      const change = conflicts.get(row.dataset.field);
      if (!change) return;
      send({ ...change, saw: row.dataset.saw, sure: true });
      next(row);
    }
    async function take() {
      const data = new FormData();
      data.set("take", "1");
      const answer = await post("lease", data);
      if (answer?.ok) one("#lease")?.remove();
    }
    document.addEventListener("submit", async (e) => {
      const form = e.target.closest("form[data-post]");
      if (!form) return;
      e.preventDefault();
      await saved();
      const answer = await post(form.dataset.post, new FormData(form, e.submitter));
      if (!answer?.ok) return say(answer?.text ?? body.dataset.unsaved, true);
      const to = answer.get("HX-Redirect");
      if (to) { location.href = to; return; }
      const back = marked?.id;
      one("#side details[open] form[data-post=ask], #side details[open] form[data-post=escalate]")?.closest("details")?.removeAttribute("open");
      for (const row of rows()) if (row._was === undefined) row._was = said(row);
      apply(answer.text, null);
      if (back) document.getElementById(back)?.querySelector("[data-input]")?.focus({ preventScroll: true });
    });
    document.addEventListener("change", (e) => {
      if (e.target.name === "language") { const t = one("textarea", e.target.form); t.value = t.dataset[e.target.value]; t.lang = e.target.value; }
    });

    // --- the page's pictures

    let zoom = 0; // 0 = as wide as there is room
    const sheets = () => all(".sheet");
    function size() {
      for (const s of sheets()) s.style.width = zoom ? s.dataset.w * zoom + "px" : "";
    }
    const widthNow = () => { const s = sheets()[0]; return s.getBoundingClientRect().width / s.dataset.w; };
    function current() {
      const mid = scroller.getBoundingClientRect().top + scroller.clientHeight / 3;
      return sheets().filter((s) => s.getBoundingClientRect().top <= mid).length || 1;
    }
    function toPage(n) {
      const s = one(`.sheet[data-page="${n}"]`);
      if (s) scroller.scrollTop += s.getBoundingClientRect().top - scroller.getBoundingClientRect().top - 8;
    }
    const tools = {
      in() { zoom = Math.min(6, widthNow() * 1.25); size(); if (marked) mark(marked); },
      out() { zoom = Math.max(0.3, widthNow() / 1.25); size(); if (marked) mark(marked); },
      fit() { zoom = 0; size(); },
      "page-on"() { toPage(Math.min(sheets().length, current() + 1)); },
      "page-back"() { toPage(Math.max(1, current() - 1)); },
      turn() {
        const s = sheets()[current() - 1], turned = ((Number(s.dataset.turned) || 0) + 90) % 360, b = s.offsetWidth - s.offsetHeight;
        s.dataset.turned = turned;
        s.style.transform = turned ? `rotate(${turned}deg)` : "";
        s.style.marginBlock = turned % 180 ? b / 2 + "px" : "";
      },
    };
    scroller.addEventListener("scroll", () => {
      const n = current();
      one("[data-at]").textContent = n;
      for (const b of all(".thumbs button")) b.ariaCurrent = Number(b.dataset.to) === n ? "true" : null;
      words(n);
    }, { passive: true });
    function flash(page, box) {
      toPage(page);
      const r = temporary({ page, box });
      if (!r) return;
      r.classList.add("flash");
      show(r);
      setTimeout(() => r.remove(), 2500);
    }

    // --- to begin with

    for (const row of rows()) bind(row);
    for (const change of parse(localStorage.getItem(boxKey))) outbox.push(change);
    if (outbox.length) flush();
    const first = Number(body.dataset.part);
    if (first > 1) toPage(first);
    all(".sheet:not(.other)").slice(0, 12).reduce((before, s) => before.then(() => words(Number(s.dataset.page))), Promise.resolve());
    one(".thumbs button")?.setAttribute("aria-current", "true");
    left();
    next(null);
    if (may) setInterval(() => post("lease", {}), 60_000);
    body.dataset.ready = "1";
  }
})();
