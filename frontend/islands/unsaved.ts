/** Where a page has several forms, sending one would lose what was typed into another: the browser asks first. */
const touched = new Set<HTMLFormElement>();

document.addEventListener("input", (event) => {
  const form = event.target instanceof Element && event.target.closest<HTMLFormElement>("form[data-unsaved]");
  if (form) { touched.add(form); }
});
document.addEventListener("submit", (event) => { touched.delete(event.target as HTMLFormElement); });
window.addEventListener("beforeunload", (event) => {
  if ([...touched].some((form) => form.isConnected)) { event.preventDefault(); }
});
