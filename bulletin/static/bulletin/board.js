// Keeps an editor's place on the board: acts without loading the page again, says what was done, keeps the focus.

async function act(form, button) {
  const data = new FormData(form, button);
  const answer = await fetch(form.action, { method: "POST", body: data, headers: { Accept: "text/html" } });
  if (!answer.ok) throw new Error(`The desk answered ${answer.status}`);
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
  const board = fresh.getElementById("board");
  if (!board) {
    window.location.assign(answer.url);
    return;
  }
  document.getElementById("board").replaceWith(board);
  document.getElementById("said").replaceChildren(...fresh.getElementById("said").children);
  document.getElementById(board.dataset.at)?.focus();
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.closest("#board") || form.method !== "post" || form.dataset.busy) return;
  event.preventDefault();
  form.dataset.busy = "yes";
  act(form, event.submitter).catch(() => window.location.reload());
});
