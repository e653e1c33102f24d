// Gives plain text its paragraphs before the editor reads it: it was typed here while the editor did not run.

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
