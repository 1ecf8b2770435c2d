/** Whether somebody typed into a form that had just come, before anything listened. What a browser brings back is not typed. */
export function wasTyped(form: HTMLFormElement): boolean {
  const [came] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  return came?.type === "navigate" && [...form.elements].some((one) =>
    (one instanceof HTMLTextAreaElement || (one instanceof HTMLInputElement && one.type === "text")) && one.value !== one.defaultValue);
}
