// Hands the page's figure to Plotly, in the colours that the reader's system asks for.
const drawn = JSON.parse(document.getElementById("drawn").textContent);
const dark = matchMedia("(prefers-color-scheme: dark)");
const config = { displayModeBar: false, responsive: true, scrollZoom: false };
function draw() {
  const figure = structuredClone(drawn[dark.matches ? "dark" : "light"]);
  Plotly.react("figure", figure.data, figure.layout, config);
}
draw();
dark.addEventListener("change", draw);
