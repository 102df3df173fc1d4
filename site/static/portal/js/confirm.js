// Tab goes from doubt to doubt: what was read clearly is passed over until somebody asks for it.
const form = document.querySelector("[data-confirm]");
const certain = form.querySelectorAll("[data-certain] :is(input, select, textarea)");
const doubts = form.querySelectorAll(".is-doubtful :is(input, select, textarea)");

if (doubts.length) {
  certain.forEach((field) => { field.tabIndex = -1; });
  const all = document.createElement("button");
  all.type = "button";
  all.className = "button button-secondary button-small";
  all.textContent = "Tab qua cả các mục đọc rõ";
  all.addEventListener("click", () => {
    certain.forEach((field) => field.removeAttribute("tabindex"));
    all.remove();
    certain[0]?.focus();
  });
  form.querySelector(".decision-buttons").append(all);
  doubts[0].focus();
}
