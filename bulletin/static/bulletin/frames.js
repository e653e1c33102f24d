// Makes each preview frame as high as what it shows, so that the page scrolls and not the frame.

function fit(frame) {
  const inside = frame.contentDocument;
  if (inside?.documentElement) {
    frame.style.height = "20rem";
    frame.style.height = `${Math.min(inside.documentElement.scrollHeight + 4, 12000)}px`;
  }
}

for (const frame of document.querySelectorAll("iframe[data-fit]")) {
  frame.addEventListener("load", () => fit(frame));
  if (frame.contentDocument?.readyState === "complete") fit(frame);
}
