// What the pages do with scripts and could do without: the language, filters, and what is told of a figure beside it.
// Texts of documents are only ever moved as nodes or set as text, never read as markup.
(() => {
  "use strict";
  const remembered = "fugong-language";
  const root = document.documentElement;

  const store = (value) => {
    try {
      if (value === undefined) return localStorage.getItem(remembered);
      localStorage.setItem(remembered, value);
    } catch { /* Private windows have no store: the choice holds for this page. */ }
    return null;
  };

  const languages = document.querySelector(".languages");
  const speak = (language) => {
    root.dataset.language = language;
    root.lang = language === "en" ? "en" : "zh-CN";
    for (const button of languages.querySelectorAll("button"))
      button.setAttribute("aria-pressed", String(button.dataset.language === language));
  };
  if (languages) {
    languages.hidden = false;
    languages.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (!button) return;
      speak(button.dataset.language);
      store(button.dataset.language);
    });
    const kept = store();
    speak(["zh", "en", "both"].includes(kept) ? kept : "both");
  }

  for (const input of document.querySelectorAll("[data-filter]")) {
    const rows = [...document.getElementById(input.dataset.filter).tBodies[0].rows];
    const texts = rows.map((row) => row.textContent.toLowerCase());
    const status = input.parentElement.querySelector("[role=status]");
    input.parentElement.hidden = false;
    input.addEventListener("input", () => {
      const wanted = input.value.trim().toLowerCase();
      let shown = 0;
      rows.forEach((row, place) => {
        row.hidden = !texts[place].includes(wanted);
        shown += !row.hidden;
      });
      status.textContent = wanted ? `${shown} / ${rows.length}` : "";
    });
  }

  // Beside a figure of the text: what its card below says of it.
  const pop = document.createElement("div");
  pop.className = "pop";
  pop.id = "pop";
  pop.setAttribute("role", "tooltip");
  pop.hidden = true;
  let owner = null;
  let leaving = 0;
  let lit = [];

  const light = (clause) => {
    for (const span of lit) span.classList.remove("lit");
    lit = clause ? [...document.getElementsByClassName(`m-clause-${clause}`)] : [];
    for (const span of lit) span.classList.add("lit");
  };

  const cardsOf = (fact) => fact.dataset.cards.split(" ").map((key) => document.getElementById(`card-${key}`)).filter(Boolean);

  // The same figure in the raw text, brought into sight there; the page itself stays where it is.
  const scrollBeside = (fact) => {
    const raw = document.getElementById(`raw-${fact.id}`);
    const pane = raw && raw.closest(".scroll");
    if (!pane) return;
    const [inner, outer] = [raw.getBoundingClientRect(), pane.getBoundingClientRect()];
    if (inner.top < outer.top || inner.bottom > outer.bottom) pane.scrollTop += inner.top - outer.top - outer.height / 3;
  };

  const show = (fact) => {
    const cards = cardsOf(fact);
    if (!cards.length) return;
    stay();
    pop.replaceChildren(...cards.map((card) => {
      const section = document.createElement("section");
      const copies = [card.querySelector("h3"), card.querySelector("dl")].map((node) => node.cloneNode(true));
      for (const node of copies) for (const named of node.querySelectorAll("[id]")) named.removeAttribute("id");
      for (const node of copies) for (const link of node.querySelectorAll("a")) link.replaceWith(...link.childNodes);
      section.append(...copies);
      return section;
    }));
    pop.hidden = false;
    if (owner) owner.removeAttribute("aria-describedby");
    owner = fact;
    owner.setAttribute("aria-describedby", "pop");
    const box = fact.getBoundingClientRect();
    const width = pop.offsetWidth;
    const left = Math.min(Math.max(8, box.left), root.clientWidth - width - 8);
    const below = box.bottom + pop.offsetHeight + 12 < root.clientHeight || box.top < pop.offsetHeight + 12;
    pop.style.left = `${left + scrollX}px`;
    pop.style.top = `${(below ? box.bottom + 8 : box.top - pop.offsetHeight - 8) + scrollY}px`;
    light(cards[0].dataset.clause);
    scrollBeside(fact);
  };

  // The pointer may go over to what is shown, to read or select it.
  const stay = () => clearTimeout(leaving);
  const leave = () => {
    stay();
    leaving = setTimeout(hide, 200);
  };

  const hide = () => {
    pop.hidden = true;
    if (owner) owner.removeAttribute("aria-describedby");
    owner = null;
    lightTarget();
  };

  const lightTarget = () => {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    const fact = target && target.closest("a.fact");
    light(fact ? cardsOf(fact)[0]?.dataset.clause : "");
    if (fact) scrollBeside(fact);
  };

  const facts = document.querySelectorAll("a.fact");
  if (facts.length) {
    document.body.append(pop);
    for (const fact of facts) {
      fact.addEventListener("mouseenter", () => show(fact));
      fact.addEventListener("mouseleave", leave);
      fact.addEventListener("focus", () => show(fact));
      fact.addEventListener("blur", hide);
    }
    pop.addEventListener("mouseenter", stay);
    pop.addEventListener("mouseleave", leave);
    addEventListener("keydown", (event) => event.key === "Escape" && hide());
    addEventListener("hashchange", lightTarget);
    lightTarget();
  }

  // A row for seeds/corrections.csv: what the machine read, for a person to put right.
  const quoted = (cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  const today = () => {
    const now = new Date();
    return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
  };
  const said = (id) => document.getElementById(id)?.textContent ?? "";
  const tool = document.getElementById("copy-tool");
  for (const card of tool ? document.querySelectorAll(".fact-card") : []) {
    const read = JSON.parse(card.dataset.correct);
    const made = tool.content.cloneNode(true);
    const select = made.querySelector("select");
    const output = made.querySelector("output");
    for (const field of Object.keys(read)) select.append(new Option(field, field));
    made.querySelector("button").addEventListener("click", async () => {
      const row = [card.id.slice("card-".length), select.value, read[select.value], "", today(), ""].map(quoted).join(",");
      output.textContent = row;
      try {
        await navigator.clipboard.writeText(row);
        output.title = said("copied");
        output.dataset.copied = "true";
      } catch {
        output.title = said("copy-by-hand");
        getSelection().selectAllChildren(output);
      }
    });
    card.append(made);
  }
})();
