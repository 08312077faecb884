// What the benchmarks see of a page, by the browser's own clock (ms since the navigation began).
// It runs before the page's own scripts.
(() => {
  // answers: messages of the server so far; answered: when the last one came; open: requests
  // still open; changed: the last change that counts; firstChart: when the first chart had marks;
  // shifts: each layout shift that no input caused, as [time, size].
  const seen = (window.__seen = {
    answers: 0, answered: 0, open: 0, changed: 0, firstChart: null, shifts: [],
  });
  const answer = () => {
    seen.answers += 1;
    seen.answered = performance.now();
  };

  // Streamlit answers over a websocket, Dash answers a request.
  const Socket = window.WebSocket;
  window.WebSocket = class extends Socket {
    constructor(...given) {
      super(...given);
      this.addEventListener("message", answer);
    }
  };
  const fetched = window.fetch;
  window.fetch = (...given) => {
    const sent = fetched(...given);
    if (!String(given[0]?.url ?? given[0]).includes("_dash-update-component")) return sent;
    seen.open += 1;
    return sent.finally(() => {
      seen.open -= 1;
      answer();
    });
  };

  new PerformanceObserver(list => {
    for (const { hadRecentInput, startTime, value } of list.getEntries()) {
      if (!hadRecentInput) seen.shifts.push([startTime, value]);
    }
  }).observe({ type: "layout-shift", buffered: true });

  const marks = ["point", "choroplethlocation", "js-line", "scatterlayer path"]
    .map(mark => `.js-plotly-plot .main-svg .${mark}`)
    .join(", ");
  const first = new MutationObserver(() => {
    if (!document.querySelector(marks)) return;
    seen.firstChart = performance.now();
    first.disconnect();
  });
  first.observe(document, { subtree: true, childList: true });

  // A table is drawn on a canvas, which tells nobody.
  let counts = () => false;
  const canvas = CanvasRenderingContext2D.prototype;
  for (const name of ["fillText", "fillRect", "drawImage", "stroke"]) {
    const draw = canvas[name];
    canvas[name] = function (...given) {
      if (this.canvas.isConnected && counts(this.canvas.parentElement)) {
        seen.changed = performance.now();
      }
      return draw.apply(this, given);
    };
  }

  const calm = () => {
    const app = document.querySelector('[data-testid="stApp"]');
    if (!app) return seen.open === 0 && document.querySelector(".js-plotly-plot .main-svg");
    return (
      app.dataset.testScriptState === "notRunning" &&
      !document.querySelector(
        '[data-testid="stStatusWidget"], [data-testid="stSkeleton"], [data-stale="true"], ' +
        '[data-chart][aria-busy="true"]'
      )
    );
  };

  // Click, then wait until nothing has changed for `quiet` ms while the app is idle. Gives the ms
  // from the click to the last change. What changes inside the control, and in what floats above
  // the page (its list of options), does not count in any app; nor does what stands within a
  // canvas for screen readers.
  seen.click = (target, { root, control, quiet, limit }) =>
    new Promise((resolve, reject) => {
      const app = document.querySelector(root);
      const before = seen.answers;
      let start = 0;
      counts = node => {
        const part = node instanceof Element ? node : node?.parentElement;
        return Boolean(part) && app.contains(part) && !part.closest(`canvas, ${control}`);
      };
      new MutationObserver(changes => {
        if (changes.some(change => counts(change.target))) seen.changed = performance.now();
      }).observe(app, { subtree: true, childList: true, attributes: true, characterData: true });
      const look = () => {
        const now = performance.now();
        const last = Math.max(start, seen.changed, seen.answered);
        if (seen.answers > before && now - last >= quiet && calm()) resolve(last - start);
        else if (now - start > limit) reject(new Error(`not settled after ${limit} ms`));
        else setTimeout(look, 20);
      };
      const clicked = () => {
        start = performance.now();
        setTimeout(look, quiet);
      };
      window.addEventListener("click", clicked, { capture: true, once: true });
      target.click();
    });
})();
