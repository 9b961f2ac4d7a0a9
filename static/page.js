/** For every page: times as the reader writes them, and forms that show that they are under way. Pages do without it, too. */

const format = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "short" });

for (const time of document.querySelectorAll("time")) {
  const at = new Date(time.dateTime);
  if (Number.isNaN(at.getTime())) continue;
  time.title = time.textContent;
  time.textContent = format.format(at);
}

/** A form that was stopped on its way may be sent again after so long. */
const patienceMs = 10_000;
/** @type {Map<HTMLFormElement, Element>} */
const underWay = new Map();

document.addEventListener("submit", (event) => {
  const { target: form, submitter } = event;
  if (!(form instanceof HTMLFormElement) || submitter === null) return;
  if (underWay.has(form)) {
    event.preventDefault();
    return;
  }
  // Not disabled: a disabled button would not send its value, and loses the focus.
  submitter.setAttribute("aria-busy", "true");
  underWay.set(form, submitter);
  setTimeout(settle, patienceMs, form);
});

// The back button may show the page as it was left.
addEventListener("pageshow", () => {
  for (const form of underWay.keys()) settle(form);
});

/** @param {HTMLFormElement} form */
function settle(form) {
  underWay.get(form)?.removeAttribute("aria-busy");
  underWay.delete(form);
}
