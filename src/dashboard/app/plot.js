// Draws a chart with Plotly, within the page. Streamlit calls this at every run of the page; the
// chart keeps its place, so that Plotly changes what stands there.

const libraries = {};
const charts = new WeakMap();
let failures = 0;

// The parts of Plotly that are sent along, each fetched when a chart first needs it. Each leaves
// the same global behind, so it is taken at once.
const library = name => {
  // A browser may answer for good that an address has failed, so the next chart asks by another.
  const file = `app/static/plotly/${name}.min.js${failures ? `?again=${failures}` : ""}`;
  libraries[name] ??= import(new URL(file, document.baseURI).href).then(() => window.Plotly);
  return libraries[name].catch(error => {
    delete libraries[name];
    failures += 1;
    throw error;
  });
};

const draw = async (chart, { figure, library: name, alt, config }) => {
  const { plot } = chart;
  // The room is taken before the library has come, or what stands below would jump.
  plot.style.minHeight = `${figure.layout.height}px`;
  plot.setAttribute("aria-label", alt);
  try {
    chart.plotly = await library(name);
  } catch {
    plot.textContent = "The chart could not be loaded. Its numbers stand below it under “Data”; "
      + "load the page again to try once more.";
    return;
  }
  if (chart.gone) return;
  if (!chart.drawn) plot.replaceChildren();
  await chart.plotly.react(plot, figure.data, figure.layout, config);
  if (!chart.drawn) plot.on("plotly_click", ({ points }) => chart.pick(points[0].customdata));
  chart.drawn = true;
};

const begin = (parent, name) => {
  const plot = document.createElement("div");
  plot.dataset.chart = name;
  plot.setAttribute("role", "figure");
  plot.style.overflow = "hidden";
  plot.style.minWidth = "150px";
  parent.append(plot);
  const chart = { plot, turn: Promise.resolve() };
  // The window, or the sidebar beside, changed.
  chart.watch = new ResizeObserver(() => {
    const { plotly, drawn } = chart;
    if (drawn && !plot.layout.width && plot.clientWidth) plotly.Plots.resize(plot);
  });
  chart.watch.observe(parent);
  charts.set(parent, chart);
  return chart;
};

const end = (parent, chart) => {
  chart.gone = true;
  chart.watch.disconnect();
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
