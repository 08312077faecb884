// Draws a chart with Plotly, within the page. Streamlit calls this at every run of the page and at
// its end; the chart keeps its place, so that Plotly changes what stands there.

const NARROWEST = 150;
const libraries = {};
const failures = {};
const charts = new WeakMap();

// The parts of Plotly that are sent along, each fetched when a chart first needs it. Each leaves
// the same global behind, so it is taken at once.
const library = name => {
  const failed = failures[name] ?? 0;
  // A browser may answer for good that an address has failed, so the next chart asks by another.
  const file = `app/static/plotly/${name}.min.js${failed ? `?again=${failed}` : ""}`;
  libraries[name] ??= import(new URL(file, document.baseURI).href).then(() => window.Plotly);
  return libraries[name].catch(error => {
    delete libraries[name];
    failures[name] = failed + 1;
    throw error;
  });
};

// To ask for it in the middle of a run would make the browser lay out the page once more.
const width = chart => {
  chart.room ??= chart.plot.parentElement.clientWidth;
  return chart.given.figure.layout.width ?? Math.max(Math.floor(chart.room), NARROWEST);
};

// At every change of its marks a map would go through all outlines of countries again, two thirds of
// a drawing. While it shows the same part of the world in the same place, their paths stay as they
// are. (`_render` is Plotly's own: the release is sent along, and a test looks at the paths.)
const keepOutlines = plot => {
  for (const name of plot._fullLayout._subplots.geo ?? []) {
    const map = plot._fullLayout[name]._subplot;
    if (Object.hasOwn(map, "_render")) continue;
    const part = () => JSON.stringify(
      ["scale", "translate", "center", "rotate", "clipExtent"].map(of => map.projection[of]())
    );
    let drawn = part();
    const render = map._render;
    map._render = () => {
      const paths = map.basePaths;
      const same = part() === drawn && Object.values(paths).every(path => path.attr("d"));
      if (same) map.basePaths = {};
      render.call(map);
      map.basePaths = paths;
      drawn = part();
    };
  }
};

// Plotly styles points, lines and texts while it draws them, and all of them again at the end of the
// drawing, which writes each text a second time. (The parts of its kinds are Plotly's own, too; a
// test draws every chart with this and without it.)
const styleOnce = plot => {
  const kind = plot._fullLayout._visibleModules?.find(({ name }) => name === "scatter");
  if (!kind || kind.styledOnce) return;
  kind.styledOnce = true;
  const { plot: place, style } = kind;
  const placed = new WeakSet();
  kind.plot = (where, ...rest) => {
    placed.add(where);
    return place(where, ...rest);
  };
  // A change of style alone comes without a drawing.
  kind.style = where => placed.delete(where) || style(where);
};

const draw = async (chart, given) => {
  const { plot } = chart;
  chart.given = given;
  // The room is taken before the library has come, or what stands below would jump.
  plot.style.minHeight = `${given.figure.layout.height}px`;
  plot.setAttribute("aria-label", given.alt);
  try {
    chart.plotly = await library(given.library);
  } catch {
    plot.textContent = "The chart could not be loaded. Its numbers stand below it under “Data”; "
      + "load the page again to try once more.";
    return;
  }
  if (chart.gone) return;
  if (!chart.drawn) plot.replaceChildren();
  const { data, layout } = given.figure;
  await chart.plotly.react(plot, data, { ...layout, width: width(chart) }, given.config);
  keepOutlines(plot);
  styleOnce(plot);
  if (!chart.drawn) {
    plot.on("plotly_click", ({ points }) => chart.pick(points[0].customdata));
    chart.drawn = true;
  }
};

// The window, or the sidebar beside, changed.
const fit = chart => {
  if (chart.drawn && chart.room && width(chart) !== chart.plot._fullLayout.width) {
    chart.plotly.relayout(chart.plot, { width: width(chart) });
  }
};

const begin = (parent, name) => {
  const plot = document.createElement("div");
  plot.dataset.chart = name;
  plot.setAttribute("role", "figure");
  plot.style.overflow = "hidden";
  // At each drawing Plotly asks whether it has a size at all, for which the browser would lay out
  // the page, with what was drawn just before.
  Object.defineProperties(plot, { clientWidth: { value: 1 }, clientHeight: { value: 1 } });
  parent.append(plot);
  const chart = { plot, turn: Promise.resolve() };
  chart.watch = new ResizeObserver(([{ contentRect }]) => {
    chart.room = contentRect.width;
    cancelAnimationFrame(chart.frame);
    chart.frame = requestAnimationFrame(() => fit(chart));
  });
  chart.watch.observe(parent);
  charts.set(parent, chart);
  return chart;
};

const end = (parent, chart) => {
  chart.gone = true;
  chart.watch.disconnect();
  cancelAnimationFrame(chart.frame);
  if (chart.drawn) chart.plotly.purge(chart.plot);
  chart.plot.remove();
  charts.delete(parent);
};

export default function ({ data, parentElement, setTriggerValue }) {
  const text = new TextDecoder().decode(data);
  const given = JSON.parse(text);
  const chart = charts.get(parentElement) ?? begin(parentElement, given.name);
  chart.pick = mark => given.clickable && mark && setTriggerValue("picked", mark);
  // A run that changes nothing here sends the same again.
  if (chart.text !== text) {
    chart.text = text;
    chart.plot.ariaBusy = "true";
    // One after the other, and of those that wait the last alone.
    chart.turn = chart.turn.then(async () => {
      if (chart.text !== text) return;
      // What fails here must not keep the next one from being drawn.
      await draw(chart, given).catch(console.error);
      if (chart.text === text) chart.plot.ariaBusy = "false";
    });
  }
  return () => end(parentElement, chart);
}
