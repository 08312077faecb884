// Notes when the first chart of a page has marks, in ms since the navigation began.
(() => {
  const marks = ["point", "choroplethlocation", "js-line", "scatterlayer path", "hm image"]
    .map(mark => `.js-plotly-plot .main-svg .${mark}`)
    .join(", ");
  window.__first_chart = null;
  const observer = new MutationObserver(() => {
    if (!document.querySelector(marks)) return;
    window.__first_chart = performance.now();
    observer.disconnect();
  });
  observer.observe(document, { subtree: true, childList: true });
})();
