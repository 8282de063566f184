"use strict";
// The page's own part: sliders, figures as the tables write them, and charts. `answer` stands in the script before.
const data = JSON.parse(document.getElementById("data").textContent);

const unpacked = (text) => {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  return new Float64Array(bytes.buffer);
};
const given = data.given.map((item) => typeof item === "string" ? unpacked(item) : [item]);
const pinned = new Map();

const percentile = (ascending, percent) => {
  const place = (ascending.length - 1) * percent / 100;
  const below = Math.floor(place);
  const above = Math.min(below + 1, ascending.length - 1);
  return ascending[below] + (place - below) * (ascending[above] - ascending[below]);
};

// p5, p50 and p95 of the ratio, of what the rule makes of it, and of the lag.
const recomputed = () => {
  const rows = Array.from({ length: data.draws }, (_, sample) =>
    answer(given.map((values, place) =>
      pinned.has(place) ? pinned.get(place) : values.length === 1 ? values[0] : values[sample])));
  return [0, 1, 2].map((column) => {
    const ascending = Float64Array.from(rows, (row) => row[column]).sort();
    return [5, 50, 95].map((percent) => percentile(ascending, percent));
  });
};

// Figures as reports/figures.py writes them.
const grouped = (value, decimals) => {
  if (decimals > 12 || Math.abs(value) >= 1e15) return exact(value);
  const scale = 10 ** decimals;
  const rounded = Math.round(value * scale) / scale + 0;
  const places = Math.max(decimals, 0);
  return rounded.toLocaleString("en", { minimumFractionDigits: places, maximumFractionDigits: places });
};
const exact = (value, digits = 4) =>
  value.toLocaleString("en", { maximumSignificantDigits: digits, minimumSignificantDigits: 1 });
const figure = ([low, middle, high]) => {
  const width = Math.abs(high - low);
  if (width <= 1e-9 * Math.abs(middle)) return [exact(middle), ""];
  if (low > 0 && high / low > 1000) return [exact(middle, 2), `(${exact(low, 2)}-${exact(high, 2)})`];
  let decimals = 1 - Math.floor(Math.log10(width));
  if (decimals > 0 && width * 10 ** decimals > 50) decimals -= 1;
  const joint = low < 0 || high < 0 ? " to " : "-";
  return [grouped(middle, decimals), `(${grouped(low, decimals)}${joint}${grouped(high, decimals)})`];
};
const turned = ([low, middle, high]) => [-high, -middle, -low];
const joined = (...words) => words.filter((word) => word !== "").join(" ");

const sentence = ([ratio, worth, lag]) => {
  const [first, second] = data.sides;
  let told = data.opening.replace("{times}", () => joined(...figure(ratio)));
  if (data.is_gap) {
    const [behind, ahead] = worth[1] >= 0 ? [second, first] : [first, second];
    const [middle, ends] = figure((worth[1] >= 0 ? worth : turned(worth)).map((share) => share * 100));
    told += `; by the rule '${data.rule}' that puts ${behind} ${joined(middle, "%", ends)} behind ${ahead} ${data.gap_terms}`;
  }
  const behind = lag[1] >= 0 ? second : first;
  const months = joined(...figure(lag[1] >= 0 ? lag : turned(lag)));
  return `${told}${data.is_gap ? "; or" : "; that puts"} ${behind} ${months} months behind${data.lag_terms}, by the rule '${data.lag_rule}'.`;
};

const form = document.getElementById("levers");
if (form) {
  const sliders = [...form.querySelectorAll("input")];
  const show = () => { document.getElementById("answer").textContent = sentence(recomputed()); };
  const shown = (index, text) => {
    sliders[index].setAttribute("aria-valuetext", text);
    form.querySelector(`[data-shown="${index}"]`).textContent = text;
  };
  sliders.forEach((slider, index) => slider.addEventListener("input", () => {
    const lever = data.levers[index];
    const value = lever.least + (lever.most - lever.least) * slider.value / slider.max;
    pinned.set(lever.place, value);
    shown(index, exact(value / lever.divisor));
    show();
  }));
  form.addEventListener("reset", () => {
    pinned.clear();
    data.levers.forEach((lever, index) => shown(index, lever.range));
    // The sliders themselves go back only after this event.
    setTimeout(show);
  });
  form.addEventListener("submit", (event) => event.preventDefault());
}

document.querySelectorAll("[data-chart]").forEach((place) => {
  vegaEmbed(place, data.charts[place.dataset.chart], { renderer: "svg", actions: false, ast: true });
});

// What is folded would be lost on paper.
addEventListener("beforeprint", () => document.querySelectorAll("details:not([open])").forEach((part) => {
  part.dataset.folded = "";
  part.open = true;
}));
addEventListener("afterprint", () => document.querySelectorAll("[data-folded]").forEach((part) => {
  delete part.dataset.folded;
  part.open = false;
}));
