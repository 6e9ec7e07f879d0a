// The page works without this: it adds the theme button, a crosshair, and opens conversations for print.
(() => {
  const root = document.documentElement, button = document.getElementById("theme");
  const names = ["system", "light", "dark"];
  const read = () => { try { return localStorage.getItem("burnish-theme") || "system"; } catch { return "system"; } };
  const show = (name) => {
    if (name === "system") delete root.dataset.theme; else root.dataset.theme = name;
    button.textContent = `Theme: ${name}`;
  };
  let theme = read();
  button.hidden = false;
  show(names.includes(theme) ? theme : (theme = "system"));
  button.addEventListener("click", () => {
    theme = names[(names.indexOf(theme) + 1) % names.length];
    show(theme);
    try { localStorage.setItem("burnish-theme", theme); } catch { /* a page that may not store forgets */ }
  });

  for (const canvas of document.querySelectorAll(".canvas[data-points]")) {
    const points = canvas.dataset.points.split(" ").map((point) => point.split(",").map(Number));
    const svg = (name) => canvas.appendChild(document.createElementNS(canvas.namespaceURI, name));
    const line = svg("line"), dot = svg("circle"), readout = canvas.parentElement.appendChild(document.createElement("div"));
    const height = canvas.height.baseVal.value;
    line.classList.add("cross"); dot.classList.add("after"); readout.classList.add("readout");
    line.setAttribute("y1", 0); line.setAttribute("y2", height); dot.setAttribute("r", 3);
    const at = (index) => {
      const gone = index === null;
      line.style.display = dot.style.display = gone ? "none" : "";
      readout.textContent = "";
      if (gone) return;
      const [step, value, x, y, mean] = points[index];
      for (const name of ["x1", "x2"]) line.setAttribute(name, `${100 * x}%`);
      dot.setAttribute("cx", `${100 * x}%`); dot.setAttribute("cy", height * (1 - y));
      readout.textContent = `step ${step} · raw ${value.toFixed(3)} · smoothed ${mean.toFixed(3)}`;
    };
    const nearest = (share) => points.reduce((best, point, index) => Math.abs(point[2] - share) < Math.abs(points[best][2] - share) ? index : best, 0);
    let here = points.length - 1;
    canvas.tabIndex = 0;
    canvas.addEventListener("pointermove", (event) => {
      const box = canvas.getBoundingClientRect();
      at(here = nearest((event.clientX - box.left) / box.width));
    });
    canvas.addEventListener("pointerleave", () => at(null));
    canvas.addEventListener("focus", () => at(here));
    canvas.addEventListener("blur", () => at(null));
    canvas.addEventListener("keydown", (event) => {
      const move = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (move) { event.preventDefault(); at(here = Math.min(Math.max(here + move, 0), points.length - 1)); }
    });
    at(null);
  }

  let folded = [];
  addEventListener("beforeprint", () => { folded = [...document.querySelectorAll("details:not([open]):not(.table)")]; for (const fold of folded) fold.open = true; });
  addEventListener("afterprint", () => { for (const fold of folded) fold.open = false; });
})();
