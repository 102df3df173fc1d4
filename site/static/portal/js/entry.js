// The entry sheet: arrow keys, pasting from a spreadsheet, running sums, checks while typing, drafts kept by themselves.
// Without this script the same form is sent by its buttons and checked by the same rules.
const form = document.querySelector("[data-entry]");
const CHECK_AFTER = 600;
const SAVE_AFTER = 15000;

if (form) {
  const rows = [...form.querySelectorAll("tr[data-area]")];
  const grid = rows.map((row) => [...row.querySelectorAll("input")]);
  const saved = document.querySelector("[data-saved]");
  let checking, saving, asked = 0;

  const place = (input) => {
    const row = grid.findIndex((line) => line.includes(input));
    return row < 0 ? null : [row, grid[row].indexOf(input)];
  };

  const move = (input, down, right) => {
    const [row, column] = place(input);
    const next = grid[row + down]?.[column + right];
    if (next) {
      next.focus();
      next.select();
    }
    return Boolean(next);
  };

  const STEPS = { ArrowDown: [1, 0], ArrowUp: [-1, 0], Enter: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

  form.addEventListener("keydown", (event) => {
    const step = STEPS[event.key];
    if (!step || !place(event.target) || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const { selectionStart: start, selectionEnd: end, value } = event.target;
    const whole = start === 0 && end === value.length;
    if (event.key === "ArrowLeft" && !whole && start > 0) return;
    if (event.key === "ArrowRight" && !whole && end < value.length) return;
    if (move(event.target, ...step) || event.key === "Enter") event.preventDefault();
  });

  form.addEventListener("paste", (event) => {
    const start = place(event.target);
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!start || !/[\t\n]/.test(text.trimEnd())) return;
    event.preventDefault();
    text.replace(/\r?\n$/, "").split(/\r?\n/).forEach((line, down) => {
      line.split("\t").forEach((value, right) => {
        const input = grid[start[0] + down]?.[start[1] + right];
        if (input && !input.disabled) input.value = value.trim();
      });
    });
    changed();
  });

  const whole = (text) => (/^\d+$/.test(text) ? Number(text) : /^[1-9]\d{0,2}(\.\d{3})+$/.test(text) ? Number(text.replaceAll(".", "")) : null);

  const count = () => {
    for (const total of form.querySelectorAll("[data-total]")) {
      const values = grid.map((line) => whole(line[Number(total.dataset.total)].value.trim())).filter((value) => value !== null);
      total.textContent = values.length ? values.reduce((a, b) => a + b, 0).toLocaleString("vi-VN") : "–";
    }
    const entered = grid.filter((line) => line.some((input) => input.value.trim())).length;
    document.querySelector("[data-entered]").textContent = entered.toLocaleString("vi-VN");
    rows.forEach((row, index) => {
      const empty = row.querySelector("[data-empty]");
      if (empty) empty.hidden = grid[index].some((input) => input.value.trim());
    });
  };

  const note = (severity, label, text) => {
    const line = document.createElement("div");
    const name = document.createElement("strong");
    line.className = `check-message check-message--${severity}`;
    name.textContent = label;
    line.append(name, ` ${text}`);
    return line;
  };

  const tell = ({ area, messages }) => {
    const below = form.querySelector(`[data-messages="${area}"]`);
    const reason = below.querySelector(".entry-reason");
    const asks = messages.some((message) => message.severity === "reason") || Boolean(reason.querySelector("textarea").value.trim());
    below.querySelector("[data-list]").replaceChildren(...messages.map(({ severity, label, text }) => note(severity, label, text)));
    reason.hidden = !asks;
    below.hidden = !messages.length && !asks;
    for (const input of form.querySelectorAll(`[data-area="${area}"] input`)) {
      const grave = messages.filter((message) => message.anchor === input.id).map((message) => message.severity);
      input.toggleAttribute("aria-invalid", grave.includes("stop"));
      if (grave.includes("stop")) input.setAttribute("aria-invalid", "true");
      input.classList.toggle("needs-reason", grave.includes("reason") && !grave.includes("stop"));
      if (grave.length) input.setAttribute("aria-describedby", `m-${area}`);
      else input.removeAttribute("aria-describedby");
    }
  };

  const send = async (action) => {
    const mine = ++asked;
    const body = new FormData(form);
    body.set("viec", action);
    try {
      const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
      if (!answer.ok || mine !== asked) return;
      const said = await answer.json();
      said.lines.forEach(tell);
      form.querySelector("[data-summary]").innerHTML = said.summary;
      if (said.saved) saved.textContent = `Đã lưu nháp lúc ${said.saved}`;
      else if (action === "luu") saved.textContent = "Chưa lưu được vì còn ô phải sửa";
    } catch {
      saved.textContent = "Mất kết nối, chưa lưu";
    }
  };

  function changed() {
    count();
    clearTimeout(checking);
    clearTimeout(saving);
    checking = setTimeout(send, CHECK_AFTER, "kiem-tra");
    saving = setTimeout(send, SAVE_AFTER, "luu");
  }

  form.addEventListener("input", changed);
  form.addEventListener("submit", () => {
    clearTimeout(checking);
    clearTimeout(saving);
    asked += 1;
  });
}
