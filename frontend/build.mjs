// Builds what the browser loads into handrail/ui/static/build: one script, one style sheet, htmx.
// Entries keep their names (Django's manifest storage hashes them); chunks are hashed here.
import { build } from "esbuild";
import { copyFileSync, mkdirSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const outdir = join(here, "../handrail/ui/static/build");
rmSync(outdir, { recursive: true, force: true });
mkdirSync(outdir, { recursive: true });

const common = { absWorkingDir: here, bundle: true, minify: true, sourcemap: "linked", legalComments: "external", outdir };
await build({
  ...common,
  entryPoints: ["islands/app.ts"],
  format: "esm",
  target: "es2022",
  splitting: true,
  entryNames: "[name]",
  chunkNames: "chunks/[name]-[hash]",
});
// What runs in the sandbox of a preview stands alone: it comes from no origin, so it may load no module.
await build({ ...common, entryPoints: ["worker/worker.ts"], format: "iife", target: "es2022", sourcemap: false });
await build({ ...common, entryPoints: ["islands/pdf.ts"], format: "iife", target: "es2022", legalComments: "linked", sourcemap: false });
await build({
  ...common,
  entryPoints: ["styles/app.css", "styles/preview.css"],
  // light-dark(), :has() and nesting stay as they are: every browser of the last two years has them
  target: ["chrome123", "firefox128", "safari17.5"],
});
copyFileSync(join(here, "node_modules/htmx.org/dist/htmx.min.js"), join(outdir, "htmx.js"));
