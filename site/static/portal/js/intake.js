// Handing in files: dropping them on the form, seeing which are chosen; on the page of a batch, seeing it go on.
// Without this script the form sends what was chosen, and the page of a batch asks again by itself.
const form = document.querySelector("[data-intake]");
const MEGABYTE = 1048576;
const ASK_AFTER = 2000;

if (form) {
  const input = form.querySelector("input[type=file]");
  const drop = form.querySelector("[data-drop]");
  const chosen = form.querySelector("[data-chosen]");

  const show = () => {
    chosen.replaceChildren(...[...input.files].map((file) => {
      const line = document.createElement("li");
      const size = (file.size / MEGABYTE).toLocaleString("vi-VN", { maximumFractionDigits: 1 });
      line.textContent = `${file.name} (${size} MB)`;
      return line;
    }));
  };

  const over = (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    drop.classList.add("is-over");
  };

  drop.hidden = false;
  input.addEventListener("change", show);
  form.addEventListener("dragenter", over);
  form.addEventListener("dragover", over);
  form.addEventListener("dragleave", () => drop.classList.remove("is-over"));
  form.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("is-over");
    input.files = event.dataTransfer.files;
    show();
  });
}

const ask = async () => {
  const batch = document.querySelector("[data-batch][data-waiting]");
  if (!batch) return;
  if (!document.hidden) {
    const answer = await fetch(location.pathname, { credentials: "same-origin" }).catch(() => null);
    if (answer?.redirected) return location.reload();
    const page = answer?.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
    const fresh = page?.querySelector("[data-batch]");
    if (fresh && fresh.innerHTML !== batch.innerHTML) batch.replaceWith(document.adoptNode(fresh));
  }
  setTimeout(ask, ASK_AFTER);
};

if (document.querySelector("[data-waiting]")) setTimeout(ask, ASK_AFTER);
