// Shows how far a mailing is while it goes out; loads the page again when its status changes.

const EVERY = 2000;
const page = document.getElementById("mailing");
const numbers = new Intl.NumberFormat("en-GB");

function write(id, count) {
  document.getElementById(id).textContent = numbers.format(count);
}

async function look() {
  const answer = await fetch(page.dataset.progress, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`The desk answered ${answer.status}`);
  const told = await answer.json();
  if (told.status !== page.dataset.status) {
    if (!document.getElementById("reason")?.value) window.location.reload();
    page.dataset.status = told.status;
    document.getElementById("state").textContent = told.status_label;
  }
  const bar = document.getElementById("bar");
  bar.max = told.total || 1;
  bar.value = told.done;
  write("done", told.done);
  write("total", told.total);
  for (const row of told.counts) write(`count-${row.name}`, row.count);
}

async function watch() {
  try {
    await look();
  } catch {
    // The next look may reach it again.
  }
  setTimeout(watch, EVERY);
}

setTimeout(watch, EVERY);
