// What is pasted into the rich text box goes through the site's own cleaner, which says what it kept and removed.
// Whenever that can't be asked, the browser pastes by itself; the text is cleaned when it is saved, as always.

const OWN = "data-pm-slice"; // copied from such a box: nothing to clean

function panel(box) {
  const status = document.createElement("div");
  status.className = "bulletin-pasted";
  status.setAttribute("role", "status");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "bulletin-pasted-undo";
  button.hidden = true;
  box.after(status, button);
  return { status, button };
}

function say(status, sentences) {
  status.replaceChildren(
    ...sentences.map((sentence) => {
      const line = document.createElement("p");
      line.textContent = sentence;
      return line;
    }),
  );
}

async function cleaned(address, html, text) {
  const answer = await fetch(address, { method: "POST", credentials: "omit", body: new URLSearchParams({ html, text }) });
  if (!answer.ok) throw new Error(answer.statusText);
  return answer.json();
}

function listen(editor, box, address) {
  const { status, button } = panel(box);
  let undone = "";
  let inserting = false;
  const insert = (paste) => {
    inserting = true;
    try {
      paste();
    } finally {
      inserting = false;
    }
  };
  button.addEventListener("click", () => {
    editor.chain().focus().undo().run();
    say(status, [undone]);
    button.hidden = true;
  });
  const handlePaste = (view, event) => {
    const html = event.clipboardData?.getData("text/html") ?? "";
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (inserting || html.includes(OWN) || !(html || text.includes("\n"))) return false;
    event.preventDefault();
    cleaned(address, html, text).then(
      (answer) => {
        insert(() => view.pasteHTML(answer.html));
        undone = answer.undone;
        button.textContent = answer.undo;
        button.hidden = false;
        say(status, answer.said);
      },
      () => insert(() => (html ? view.pasteHTML(html) : view.pasteText(text))),
    );
    return true;
  };
  editor.view.setProps({ handlePaste });
}

document.addEventListener("prose-editor:ready", (event) => {
  const { editor, textarea } = event.detail;
  const box = editor.view.dom.closest(".prose-editor") ?? textarea;
  if (textarea.dataset.paste) listen(editor, box, textarea.dataset.paste);
});
