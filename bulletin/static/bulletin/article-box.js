// Before the editor reads an article: plain text gets its paragraphs, for it was typed while the editor did not run.
// Once the editor runs: headings of a pasted document become ours, as they do on the server.

const FROM_EDITOR = /^\s*<(p|h[1-6]|ul|ol|blockquote|table|div|br)\b[^<>]*>/i;
const ITEM = /^[-*] +/;

const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

function part(text) {
  const lines = escaped(text).split("\n");
  if (lines.every((line) => ITEM.test(line))) {
    return `<ul>${lines.map((line) => `<li><p>${line.replace(ITEM, "")}</p></li>`).join("")}</ul>`;
  }
  return `<p>${lines.join("<br>")}</p>`;
}

for (const area of document.querySelectorAll("textarea[data-django-prose-editor-configurable]")) {
  if (area.value.trim() && !FROM_EDITOR.test(area.value)) {
    area.value = area.value.trim().split(/\n\s*\n/).map(part).join("");
  }
}

const ours = (html) => html.replace(/(<\/?h)[12](?=[\s>])/gi, "$13").replace(/(<\/?h)[56](?=[\s>])/gi, "$14");

document.addEventListener("prose-editor:ready", (event) => {
  event.detail.editor.view.setProps({ transformPastedHTML: ours });
});
