// Builds what the browser loads into handrail/ui/static/build: one script, two style sheets, htmx.
// Entries keep their names (Django's manifest storage hashes them); chunks are hashed here.
import { build } from "esbuild";
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const outdir = join(here, "../handrail/ui/static/build");
rmSync(outdir, { recursive: true, force: true });
mkdirSync(outdir, { recursive: true });

const common = { absWorkingDir: here, bundle: true, minify: true, sourcemap: "linked", legalComments: "external", outdir };
const { metafile } = await build({
  ...common,
  metafile: true,
  entryPoints: ["islands/app.ts"],
  format: "esm",
  target: "es2022",
  splitting: true,
  entryNames: "[name]",
  chunkNames: "chunks/[name]-[hash]",
});
// What app.js imports from the start: pages name it, so that the browser asks for all of it at once.
const files = Object.fromEntries(Object.entries(metafile.outputs).map(([path, output]) => [relative(outdir, join(here, path)), output]));
const needed = new Set(), wanted = [files["app.js"]];
for (let output = wanted.pop(); output; output = wanted.pop()) {
  for (const { path, kind } of output.imports) {
    const name = relative(outdir, join(here, path));
    if (kind !== "import-statement" || needed.has(name)) continue;
    needed.add(name);
    wanted.push(files[name]);
  }
}
writeFileSync(join(outdir, "app.json"), JSON.stringify([...needed].sort()));
// What runs in the sandbox of a preview stands alone: it comes from no origin, so it may load no module.
await build({ ...common, entryPoints: ["worker/worker.ts"], format: "iife", target: "es2022", sourcemap: false });
await build({ ...common, entryPoints: ["islands/pdf.ts"], format: "iife", target: "es2022", legalComments: "linked", sourcemap: false });
await build({ ...common, entryPoints: ["form/form.ts"], format: "iife", target: "es2020" });
await build({ ...common, entryPoints: ["help/help.ts", "help/paths.ts"], format: "iife", target: "es2022", sourcemap: false });
await build({
  ...common,
  entryPoints: ["styles/app.css", "styles/more.css", "styles/learning.css", "styles/insights.css", "styles/preview.css", "styles/chat.css", "styles/chat_page.css", "styles/public.css", "styles/form.css", "styles/translating.css", "styles/help.css", "styles/following.css", "styles/articles.css", "styles/support.css"],
  // light-dark(), :has() and nesting stay as they are: every browser of the last two years has them
  target: ["chrome123", "firefox128", "safari17.5"],
});
// The chat of other people's pages: one classic script with its style inside; the server puts the configuration around it.
const { outputFiles: [style] } = await build({ ...common, entryPoints: ["widget/widget.css"], write: false, sourcemap: false, target: ["chrome123", "firefox128", "safari17.5"] });
await build({ ...common, entryPoints: ["widget/widget.ts"], format: "iife", target: "es2022", sourcemap: false, legalComments: "none", define: { STYLE: JSON.stringify(style.text.trim()) } });
copyFileSync(join(here, "node_modules/htmx.org/dist/htmx.min.js"), join(outdir, "htmx.js"));
