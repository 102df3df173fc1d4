// Completions under a search field while a reader types, as a combobox with a listbox (ARIA 1.2). Without this script
// the field is a plain one, and so it stays when the portal does not answer.
const WAIT = 150;
const LEAST = 2;

const made = (name, attributes, ...inside) => {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...inside);
  return element;
};

const complete = (field) => {
  const list = made("ul", { id: `${field.id}-goi-y`, role: "listbox", class: "completions", "aria-label": "Gợi ý", hidden: "" });
  const said = made("p", { role: "status", class: "visually-hidden" });
  let timer, asking, active = -1;

  const choose = (place) => {
    list.children[active]?.setAttribute("aria-selected", "false");
    active = place;
    const option = list.children[active];
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) field.setAttribute("aria-activedescendant", option.id);
    else field.removeAttribute("aria-activedescendant");
  };

  const open = (is) => {
    list.hidden = !is;
    field.setAttribute("aria-expanded", is);
    choose(-1);
  };

  const close = () => {
    clearTimeout(timer);
    asking?.abort();
    said.textContent = "";
    open(false);
  };

  const option = ({ text, label, note, url }, place) => {
    const about = note ? `${label} · ${note}` : label;
    const attributes = { id: `${list.id}-${place}`, role: "option", "aria-selected": "false", "data-url": url };
    return made("li", attributes, made("b", {}, text), " ", made("span", {}, about));
  };

  const show = (found) => {
    list.replaceChildren(...found.map(option));
    open(found.length > 0);
    said.textContent = found.length
      ? `Có ${found.length} gợi ý, dùng phím mũi tên lên, xuống để chọn.`
      : "Không có gợi ý.";
  };

  const ask = async () => {
    asking = new AbortController();
    const { signal } = asking;
    try {
      const answer = await fetch(`${field.dataset.complete}?${new URLSearchParams({ q: field.value })}`, { signal });
      const { completions } = await answer.json();
      if (!signal.aborted) show(completions);
    } catch {
      if (!signal.aborted) close();
    }
  };

  const go = (chosen) => {
    close();
    location.assign(chosen.dataset.url);
  };

  const move = (step) => {
    const many = list.children.length;
    if (list.hidden) open(true);
    choose(((active + 1 + step + many + 1) % (many + 1)) - 1);
  };

  field.addEventListener("input", () => {
    clearTimeout(timer);
    asking?.abort();
    if (field.value.replace(/[^\p{L}\p{N}]/gu, "").length < LEAST) {
      list.replaceChildren();
      close();
    } else timer = setTimeout(ask, WAIT);
  });

  field.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (event.isComposing) return;
    if (step && list.children.length) move(step);
    else if (event.key === "Escape" && !list.hidden) close();
    else if (event.key === "Enter" && active >= 0) go(list.children[active]);
    else {
      if (event.key === "Enter") close();
      return;
    }
    event.preventDefault();
  });

  field.addEventListener("blur", close);
  list.addEventListener("mousedown", (event) => event.preventDefault());
  list.addEventListener("click", (event) => {
    const chosen = event.target.closest("[role=option]");
    if (chosen) go(chosen);
  });

  const states = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": list.id };
  for (const [key, value] of Object.entries(states)) field.setAttribute(key, value);
  field.parentElement.classList.add("completes");
  field.parentElement.append(list, said);
};

document.querySelectorAll("input[data-complete]").forEach(complete);
