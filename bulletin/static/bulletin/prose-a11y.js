// Gives the rich text box what its text area has: a name, a description, its error, and the summary's link.

const NAMED = "named";

function name(box) {
  const area = box.querySelector("textarea");
  const editor = box.querySelector(".tiptap");
  if (!area?.id || !editor || NAMED in editor.dataset) return;
  editor.dataset[NAMED] = "";
  editor.id = `${area.id}_editor`;
  editor.setAttribute("role", "textbox");
  editor.setAttribute("aria-multiline", "true");
  for (const attribute of ["aria-describedby", "aria-invalid"]) {
    if (area.getAttribute(attribute)) editor.setAttribute(attribute, area.getAttribute(attribute));
  }
  const label = document.querySelector(`label[for="${CSS.escape(area.id)}"]`);
  if (label) {
    label.id ||= `${area.id}_label`;
    editor.setAttribute("aria-labelledby", label.id);
    label.addEventListener("click", () => editor.focus());
  }
  for (const link of document.querySelectorAll("a[href]")) {
    if (link.getAttribute("href") === `#${area.id}`) link.setAttribute("href", `#${editor.id}`);
  }
}

const nameAll = () => document.querySelectorAll(".prose-editor").forEach(name);

new MutationObserver(nameAll).observe(document.body, { childList: true, subtree: true });
nameAll();
