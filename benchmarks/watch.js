// What the benchmarks see of a page, in the browser's own clock. It runs before the page's scripts.
(() => {
  // answers: how often a server has answered a click in full; asked: requests still open;
  // answered: when the last answer came; drawn: when the first chart stood.
  const seen = (window.__seen = { answers: 0, asked: 0, answered: 0, drawn: null });

  const answer = () => {
    seen.answers += 1;
    seen.answered = performance.now();
  };

  // Streamlit answers over a websocket, and says at the end of a run that it has ended: field 6 of
  // its message (ForwardMsg.script_finished), 2 where another run follows at once.
  const ends_a_run = bytes => {
    let at = 0;
    const number = () => {
      let value = 0;
      for (let shift = 0; ; shift += 7) {
        const byte = bytes[at++] ?? 0;
        value += (byte & 127) * 2 ** shift;
        if (byte < 128) return value;
      }
    };
    while (at < bytes.length) {
      const tag = number();
      const kind = tag & 7;
      if (kind === 0) {
        const value = number();
        if (tag >> 3 === 6) return value !== 2;
      } else {
        const length = kind === 2 ? number() : kind === 1 ? 8 : 4;
        at += length;
      }
    }
    return false;
  };
  const Socket = window.WebSocket;
  window.WebSocket = class extends Socket {
    constructor(...given) {
      super(...given);
      this.addEventListener("message", message => {
        if (message.data instanceof ArrayBuffer && ends_a_run(new Uint8Array(message.data))) {
          answer();
        }
      });
    }
  };

  // Dash answers a request.
  const fetched = window.fetch;
  window.fetch = (...given) => {
    const sent = fetched(...given);
    if (!String(given[0]?.url ?? given[0]).includes("_dash-update-component")) return sent;
    seen.asked += 1;
    return sent.finally(() => {
      seen.asked -= 1;
      answer();
    });
  };

  // A table is drawn on a canvas, which tells nobody.
  const canvas = CanvasRenderingContext2D.prototype;
  for (const name of ["fillText", "fillRect", "drawImage", "stroke"]) {
    const draw = canvas[name];
    canvas[name] = function (...given) {
      // What is measured or kept beside the page is no part of it.
      if (this.canvas.isConnected) seen.inked?.(this.canvas);
      return draw.apply(this, given);
    };
  }

  const drawn = chart => {
    const plot = chart.querySelector("[data-chart]") ?? chart;
    if (plot.ariaBusy === "true" || !plot._fullLayout || !plot.querySelector(".main-svg")) {
      return false;
    }
    const maps = (plot._fullLayout._subplots || {}).geo || [];
    return maps.every(name => (plot._fullLayout[name]._subplot || {}).topojson);
  };
  const calm = () => {
    const app = document.querySelector('[data-testid="stApp"]');
    const plots = [...document.querySelectorAll(".stBidiComponent, .js-plotly-plot")];
    if (seen.asked || !plots.every(drawn)) return false;
    return (
      !app ||
      (app.dataset.testScriptState === "notRunning" &&
        app.dataset.testConnectionState === "CONNECTED" &&
        !document.querySelector(
          '[data-testid="stStatusWidget"], [data-testid="stSkeleton"], [data-stale="true"]'
        ))
    );
  };

  // What of the page a reader sees besides the control, as one number: to tell that a click has
  // changed it. (The whole of a map is a megabyte.)
  seen.view = root => {
    const app = document.querySelector(root);
    const charts = [...app.querySelectorAll(".js-plotly-plot .main-svg")];
    const main = app.querySelector('[data-testid="stMain"]');
    const text = [main ? main.innerText : "", ...charts.map(chart => chart.innerHTML)].join("\n");
    let sum = 7;
    for (let at = 0; at < text.length; at++) sum = (Math.imul(sum, 31) + text.charCodeAt(at)) | 0;
    return sum;
  };

  const words = node => {
    const part = node instanceof Element ? node : node.parentElement;
    const named = part.closest("[data-testid], [id], [class]") || part;
    return named.dataset.testid || named.id || String(named.getAttribute("class"));
  };

  // Click, then wait until nothing has changed for so long (ms) while the app is idle. Gives, in
  // ms after the click, the last answer and the last change, and where that change was.
  // What changes inside the control itself, and in what floats above the page (its list of
  // options), does not count, in any app: its animations are not the answer to the click. Nor
  // does what no eye can see; a canvas counts whenever it is drawn on.
  seen.click = (target, { root, control, quiet, limit }) =>
    new Promise((resolve, reject) => {
      const app = document.querySelector(root);
      const before = seen.answers;
      let start = 0;
      let last = 0;
      let where = "";
      let timer = 0;
      const change = place => {
        last = performance.now();
        where = place;
      };
      const counts = node => {
        const part = node instanceof Element ? node : node.parentElement;
        // What stands within a canvas is for screen readers and is nowhere to be seen; a table
        // of Streamlit writes it 200 ms after it is drawn.
        return part !== null && app.contains(part) && !part.closest(`canvas, ${control}`);
      };
      const observer = new MutationObserver(changes => {
        const found = changes.findLast(one => counts(one.target));
        if (found) change(`${words(found.target)} ${found.attributeName ?? found.type}`);
      });
      observer.observe(app, {
        subtree: true, childList: true, attributes: true, characterData: true,
      });
      seen.inked = on => {
        if (counts(on.parentElement)) change("canvas drawn");
      };
      const redrawn = () => change("plotly_afterplot");
      const plots = [...app.querySelectorAll(".js-plotly-plot")];
      plots.forEach(plot => plot.on("plotly_afterplot", redrawn));
      const look = () => {
        const now = performance.now();
        const still = now - Math.max(start, last, seen.answered);
        const done = seen.answers > before && still >= quiet && calm();
        if (!done && now - start < limit) {
          timer = setTimeout(look, Math.max(20, quiet - still));
          return;
        }
        observer.disconnect();
        seen.inked = null;
        plots.forEach(plot => plot.removeListener?.("plotly_afterplot", redrawn));
        // A page on which nothing changes, as the floor at times, is settled with the answer.
        const settled = Math.max(last, seen.answered) - start;
        if (!done) reject(new Error(`not settled after ${limit} ms; the last change: ${where}`));
        else resolve({ answered: seen.answered - start, settled, where });
      };
      const clicked = () => {
        start = performance.now();
        timer = setTimeout(look, quiet);
      };
      window.addEventListener("click", clicked, { capture: true, once: true });
      target.click();
    });
})();
