// Shows how far a mailing is while it goes out; loads the page again when its status changes.

const EVERY = 2000;
const DOMAINS_EVERY = 20000;
const SHOWN_OF_DOMAIN = ["total", "sent", "retry_later", "failed", "unknown"];
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
  for (const id of ["percent", "speed", "time_left", "stop"]) {
    const place = document.getElementById(id);
    if (place.textContent !== String(told[id])) place.textContent = told[id];
  }
  write("done", told.done);
  write("total", told.total);
  for (const row of told.counts) write(`count-${row.name}`, row.count);
}

async function lookAtDomains() {
  const rows = document.getElementById("domain-rows");
  if (!rows) return;
  const answer = await fetch(page.dataset.domains, { headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`The desk answered ${answer.status}`);
  const { domains } = await answer.json();
  rows.replaceChildren(
    ...domains.map((domain) => {
      const row = document.createElement("tr");
      const name = document.createElement("th");
      name.scope = "row";
      name.textContent = domain.domain;
      row.append(name);
      for (const count of SHOWN_OF_DOMAIN) row.insertCell().textContent = numbers.format(domain[count]);
      return row;
    }),
  );
}

async function watch(act, every) {
  try {
    await act();
  } catch {
    // The next look may reach it again.
  }
  setTimeout(watch, every, act, every);
}

setTimeout(watch, EVERY, look, EVERY);
setTimeout(watch, DOMAINS_EVERY, lookAtDomains, DOMAINS_EVERY);
