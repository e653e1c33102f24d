// Posts the form that says what was seen when its page is left; without this the form's button does.

const form = document.querySelector("form[data-look]");

if (form) {
  addEventListener("pagehide", () => navigator.sendBeacon(form.action, new FormData(form)));
}
