/** The customer's heat over the replies, as a small curve. */

const SVG = "http://www.w3.org/2000/svg";
const [WIDTH, HEIGHT, FEWEST] = [300, 64, 6];

export function heatChart() {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", `0 0 ${WIDTH} ${HEIGHT}`);
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("class", "heat");
  svg.setAttribute("role", "img");
  const [area, line] = ["heat-area", "heat-line"].map((name) => {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("class", name);
    svg.append(path);
    return path;
  });
  return {
    element: svg,
    draw(heat) {
      const step = WIDTH / Math.max(FEWEST, heat.length - 1);
      const y = (value) => HEIGHT - 3 - (value / 100) * (HEIGHT - 6);
      const points = heat.length > 1 ? heat : [heat[0], heat[0]];
      const across = heat.length > 1 ? step : step / 3;
      const curve = points.map((value, at) => {
        if (at === 0) return `M0 ${y(value)}`;
        const middle = (at - 0.5) * across;
        return `C${middle} ${y(points[at - 1])} ${middle} ${y(value)} ${at * across} ${y(value)}`;
      });
      line.setAttribute("d", curve.join(""));
      area.setAttribute("d", `${curve.join("")}L${(points.length - 1) * across} ${HEIGHT}L0 ${HEIGHT}Z`);
      svg.setAttribute("aria-label", `Heat after each reply, 0 to 100: ${heat.join(", ")}`);
    },
  };
}
