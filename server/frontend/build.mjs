// Bundles what the pages need in a browser into ../static/vendor (git-ignored, carried in the wheel):
// the query editor and one font. Every page works without them.
import { build } from "esbuild";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import subsetFont from "subset-font";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "..", "static", "vendor");
const font = join(
  here,
  "node_modules/@fontsource-variable/atkinson-hyperlegible-next/files",
  "atkinson-hyperlegible-next-latin-wght-normal.woff2",
);
// What the style sheets use, so that a first visit loads half of the font's bytes.
const weights = { min: 400, max: 700, default: 400 };
const signs = [
  ...between(0x20, 0x7e),
  ...between(0xa0, 0xff), // Latin-1: all letters of Dutch, English and French but the next
  ..."ĲĳŒœŸŠšŽžƒ€–—‘’‚“”„†‡•…‰‹›−←↑→↓↗✓\u2009\u202f\u2011",
].join("");

await mkdir(out, { recursive: true });
await build({
  entryPoints: [join(here, "editor.js")],
  outfile: join(out, "editor.js"),
  bundle: true,
  minify: true,
  format: "esm",
  target: ["es2022"],
  legalComments: "eof",
});
await writeFile(join(out, "atkinson-next-latin.woff2"), await smaller(await readFile(font)));
await writeFile(
  join(out, "fonts.css"),
  `@font-face{font-family:"Atkinson Next";src:url("atkinson-next-latin.woff2") format("woff2");` +
    `font-weight:${weights.min} ${weights.max};font-display:swap}\n`,
);
await writeFile(join(out, "licences.txt"), await licences());
console.log(`browser files are in ${out}`);

function between(first, last) {
  return Array.from({ length: last - first + 1 }, (_, place) => String.fromCodePoint(first + place));
}

function smaller(file) {
  return subsetFont(file, signs, { targetFormat: "woff2", variationAxes: { wght: weights } });
}

async function licences() {
  const lock = JSON.parse(await readFile(join(here, "package-lock.json"), "utf8"));
  const parts = [];
  for (const [place, entry] of Object.entries(lock.packages)) {
    if (!place || entry.dev) continue;
    const text = await firstText(place, ["LICENSE", "LICENSE.md", "LICENCE"]);
    parts.push(`${place.replace("node_modules/", "")} ${entry.version} (${entry.license})\n\n${text}`);
  }
  return parts.join("\n----------------------------------------\n\n");
}

async function firstText(place, names) {
  for (const name of names) {
    try {
      return await readFile(join(here, place, name), "utf8");
    } catch {
      // this package spells it another way
    }
  }
  return "";
}
