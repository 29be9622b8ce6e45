// Cut the world map that plotly ships down to what this app draws.
//   npm pack plotly.js@4.1.1 && tar xzf plotly.js-4.1.1.tgz package/dist/plotly-geo-assets.js
//   node static/topo/build.mjs package/dist/plotly-geo-assets.js
// Kept: the countries of world_50m (boundaries as the United Nations draws them), thinned to what shows at twice the
// width of a large screen. Left out: coastlines, land, ocean, lakes, rivers and provinces.
import { readFileSync, writeFileSync } from "node:fs";

const DISPUTED = ["XAC", "XAP", "XBT", "XHT", "XIT", "XJK"];
const LEAST_AREA = Number(process.argv[3] ?? 0.004); // square degrees of the triangle a point makes with its neighbours
const SMALL = 7000; // square kilometres under which a State also gets a dot
const ISLET = 40; // square kilometres under which a piece of a larger country is left out
const LEFT_OUT = ["ATA"]; // below the map's lower edge
const NOT_DRAWN = { SMR: [12.46, 43.94], VAT: [12.45, 41.9] }; // States without a shape in the file: [longitude, latitude]

const assets = {};
const module = { exports: {} };
new Function("module", "exports", "self", "window", readFileSync(process.argv[2], "utf8"))(module, assets, assets, assets);
const world = module.exports.topojson.world_50m;
const { scale, translate } = world.transform;

const points = (arc) => {
  let x = 0, y = 0;
  return arc.map(([dx, dy]) => [(x += dx), (y += dy)]);
};
const area = ([ax, ay], [bx, by], [cx, cy]) => Math.abs((bx - ax) * (cy - ay) - (cx - ax) * (by - ay)) / 2;
const degrees = ([x, y]) => [x * scale[0] + translate[0], y * scale[1] + translate[1]];

// Visvalingam and Whyatt (1993): drop the point that matters least until every one left matters enough.
function thin(line) {
  const least = LEAST_AREA / (scale[0] * scale[1]);
  const kept = line.slice();
  const isRing = kept[0][0] === kept.at(-1)[0] && kept[0][1] === kept.at(-1)[1];
  const floor = isRing ? 8 : 2;
  while (kept.length > floor) {
    let at = -1, smallest = Infinity;
    for (let i = 1; i < kept.length - 1; i += 1) {
      const size = area(kept[i - 1], kept[i], kept[i + 1]);
      if (size < smallest) [at, smallest] = [i, size];
    }
    if (smallest >= least) break;
    kept.splice(at, 1);
  }
  return kept;
}

const used = new Map();
const arcs = [];
const renumber = (item) => {
  if (Array.isArray(item)) return item.map(renumber);
  const at = item < 0 ? ~item : item;
  if (!used.has(at)) {
    used.set(at, arcs.length);
    const line = thin(points(world.arcs[at]));
    arcs.push(line.map(([x, y], i) => (i ? [x - line[i - 1][0], y - line[i - 1][1]] : [x, y])));
  }
  return item < 0 ? ~used.get(at) : used.get(at);
};

const ringArea = (ring) => { // square kilometres, on a sphere
  let sum = 0;
  for (let i = 0; i < ring.length - 1; i += 1) {
    const [[x0, y0], [x1, y1]] = [ring[i], ring[i + 1]].map((p) => p.map((d) => (d * Math.PI) / 180));
    sum += (x1 - x0) * (2 + Math.sin(y0) + Math.sin(y1));
  }
  return Math.abs((sum * 6371 ** 2) / 2);
};
const rings = (geometry) => (geometry.type === "Polygon" ? [geometry.arcs] : geometry.arcs);
const outline = (ring) =>
  ring.flatMap((at, i) => {
    const line = points(world.arcs[at < 0 ? ~at : at]).map(degrees);
    if (at < 0) line.reverse();
    return i ? line.slice(1) : line;
  });

const places = {};
const disputed = {};
for (const geometry of world.objects.countries.geometries) {
  const iso3 = geometry.id;
  const size = rings(geometry).reduce((sum, polygon) => sum + ringArea(outline(polygon[0])), 0);
  const former = places[iso3];
  const at = geometry.properties?.ct ?? former?.at;
  places[iso3] = { at: former && former.km2 > size ? former.at : at, km2: Math.round((former?.km2 ?? 0) + size) };
  if (DISPUTED.includes(iso3)) {
    disputed[iso3] = rings(geometry).map((polygon) => outline(polygon[0]).map((p) => p.map((d) => Math.round(d * 100) / 100)));
  }
}
const geometries = world.objects.countries.geometries
  .filter(({ id }) => !LEFT_OUT.includes(id))
  .map((geometry) => {
    const sized = rings(geometry).map((polygon) => [ringArea(outline(polygon[0])), polygon]);
    const largest = Math.max(...sized.map(([size]) => size));
    const kept = sized.filter(([size]) => size >= ISLET || size === largest).map(([, polygon]) => polygon);
    return { type: "MultiPolygon", arcs: renumber(kept), id: geometry.id };
  });
const empty = { type: "GeometryCollection", geometries: [] };
const objects = { countries: { type: "GeometryCollection", geometries }, coastlines: empty, land: empty, ocean: empty,
  lakes: empty, rivers: empty, subunits: empty };
const folder = new URL(".", import.meta.url);
const { type, transform } = world;
writeFileSync(new URL("world_50m.json", folder), `${JSON.stringify({ type, transform, objects, arcs })}\n`);
for (const [iso3, at] of Object.entries(NOT_DRAWN)) places[iso3] = { at, km2: 0 };
const dots = Object.fromEntries(Object.entries(places).sort().map(([iso3, { at, km2 }]) => [iso3, [...at, km2 < SMALL]]));
writeFileSync(new URL("places.json", folder), `${JSON.stringify(dots)}\n`);
writeFileSync(new URL("disputed.json", folder), `${JSON.stringify(disputed)}\n`);
console.log(`${arcs.length} arcs, ${arcs.flat().length} points; small: ${Object.keys(dots).filter((k) => dots[k][2]).join(" ")}`);
