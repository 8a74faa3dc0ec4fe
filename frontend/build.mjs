// Builds what the pages load into the package's static folder.
// node build.mjs            build
// node build.mjs --watch    build again on every change
// node build.mjs --check    fail if the committed files differ from what would be built
import { build, context } from "esbuild";
import { mkdtemp, mkdir, readFile, readdir, writeFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const home = join(here, "../src/lianxin/entrypoints/shared/static/lx/dist");
const check = process.argv.includes("--check");
const out = check ? await mkdtemp(join(tmpdir(), "lx-dist-")) : home;

const common = {
  absWorkingDir: here,
  bundle: true,
  minify: true,
  charset: "utf8",
  legalComments: "none",
  target: ["chrome80", "safari13.1"],
  supported: { destructuring: true },
  outdir: out,
  logLevel: "warning",
};
const jobs = [
  { ...common, entryPoints: { app: "ts/app.ts", desk: "ts/desk.ts", map: "ts/map.ts" }, format: "iife" },
  {
    ...common,
    entryPoints: { app: "css/app.css", desk: "css/queue.css", map: "css/map.css" },
    loader: { ".png": "dataurl" },
  },
];

async function sprite() {
  const names = JSON.parse(await readFile(join(here, "icons/icons.json"), "utf8"));
  const assets = join(here, "node_modules/@phosphor-icons/core/assets");
  const symbols = [];
  const add = async (name, file) => {
    const svg = await readFile(file, "utf8");
    const body = svg.replace(/^[\s\S]*?<svg[^>]*>/, "").replace(/<\/svg>\s*$/, "").trim();
    symbols.push(`<symbol id="${name}" viewBox="0 0 256 256">${body}</symbol>`);
  };
  for (const [weight, list] of Object.entries(names))
    for (const name of [...list].sort())
      await add(name, join(assets, weight, `${name}-${weight}.svg`));
  await add("heart-link", join(here, "icons/heart-link.svg"));
  const svg = `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`;
  await writeFile(join(out, "icons.svg"), svg);
}

async function copies() {
  const modules = join(here, "node_modules");
  for (const [from, to] of [
    [join(modules, "htmx.org/dist/htmx.min.js"), "htmx.min.js"],
    [join(here, "icons/favicon.svg"), "favicon.svg"],
  ])
    await writeFile(join(out, to), await readFile(from));
}

async function report() {
  const rows = [];
  for (const name of (await readdir(out)).sort()) {
    const body = await readFile(join(out, name));
    rows.push({
      file: name,
      bytes: body.length,
      gzip: gzipSync(body, { level: 9 }).length,
      brotli: brotliCompressSync(body).length,
    });
  }
  console.table(rows);
}

async function compare() {
  const [built, kept] = [(await readdir(out)).sort(), (await readdir(home)).sort()];
  const differ = built.join() !== kept.join() ? ["the list of files"] : [];
  for (const name of built.filter((n) => kept.includes(n)))
    if (!(await readFile(join(out, name))).equals(await readFile(join(home, name)))) differ.push(name);
  await rm(out, { recursive: true });
  if (differ.length) {
    console.error(`Built files are out of date: ${differ.join(", ")}. Run: npm run build`);
    process.exit(1);
  }
  console.log("Built files are up to date.");
}

await mkdir(out, { recursive: true });
await Promise.all([...jobs.map((job) => build(job)), sprite(), copies()]);
if (check) await compare();
else await report();
if (process.argv.includes("--watch"))
  for (const job of jobs) await (await context(job)).watch();
