// Copying the citation of the document or of the article, clause or point that the address names, and sharing its
// address. Without this script the same words and addresses stand on the page.
const sheet = document.querySelector("article.sheet[data-cite]");
const PLACE = /^(kem-theo-\d+)?-?(?:dieu-(\d+(?:dd|[a-z])?)|muc-(\d+(?:-\d+)*))(?:-khoan-(\d+(?:-\d+)*))?(?:-diem-([a-z]+))?$/;

if (sheet) {
  const letter = (text) => text.replace("dd", "đ");
  const dots = (text) => text.replaceAll("-", ".");

  // "dieu-7-khoan-2" → "khoản 2 Điều 7 Quyết định số …"; empty for what is no such place.
  const cited = (anchor) => {
    const [found, part, article, item, clause, point] = PLACE.exec(anchor) ?? [];
    if (!found) return "";
    return [
      point && `điểm ${letter(point)}`,
      clause && `khoản ${dots(clause)}`,
      article ? `Điều ${letter(article)}` : `Mục ${dots(item)}`,
      part && document.getElementById(part)?.dataset.cite,
      sheet.dataset.cite,
    ].filter(Boolean).join(" ");
  };

  const button = (label, act) => {
    const made = document.createElement("button");
    made.type = "button";
    made.textContent = label;
    made.addEventListener("click", act);
    return made;
  };

  // Where the browser lets no page write to the clipboard, the words are marked for the reader to copy.
  const copy = async (words, said) => {
    try {
      await navigator.clipboard.writeText(words.textContent);
      said.textContent = "Đã chép trích dẫn.";
    } catch {
      getSelection().selectAllChildren(words);
      said.textContent = "Đã đánh dấu trích dẫn, bạn hãy chép.";
    }
  };

  const buttons = (words, address) => {
    const row = document.createElement("p");
    const said = document.createElement("span");
    row.className = "button-row";
    said.setAttribute("role", "status");
    row.append(button("Chép trích dẫn", () => copy(words, said)));
    if (navigator.share) {
      const share = () => navigator.share({ title: words.textContent, url: address() }).catch(() => {});
      row.append(button("Chia sẻ", share));
    }
    row.append(said);
    return row;
  };

  const whole = document.querySelector("[data-cite-whole]");
  whole?.append(buttons(whole.querySelector("[data-cite-text]"), () => sheet.dataset.address));

  const bar = document.createElement("div");
  const words = document.createElement("p");
  bar.className = "cite-bar";
  bar.append(words, buttons(words, () => `${sheet.dataset.address}${location.hash}`));

  const follow = () => {
    const place = document.getElementById(location.hash.slice(1));
    words.textContent = place && sheet.contains(place) ? cited(place.id) : "";
    bar.querySelector("[role=status]").textContent = "";
    if (!words.textContent) bar.remove();
    else if (place.matches("p")) place.after(bar);
    else place.append(bar);
  };

  addEventListener("hashchange", follow);
  follow();
}
