import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { defineConfig, type Plugin } from "vite";
import { en } from "./src/language/en.ts";
import { id } from "./src/language/id.ts";

const languages: Record<string, Record<string, unknown>> = { en, id };

/** Writes the page once for each language, so that the server only chooses. */
function pages(): Plugin {
  return {
    name: "pages",
    enforce: "post",
    generateBundle(_, bundle) {
      const page = bundle["index.html"];
      if (page?.type !== "asset") throw new Error("index.html was not built");
      delete bundle["index.html"];
      for (const [language, texts] of Object.entries(languages)) {
        const source = String(page.source).replace(/\{\{(\w+)\}\}/g, (_, key: string) => {
          const text = key === "language" ? language : texts[key];
          if (typeof text !== "string") throw new Error(`no text ${key} in ${language}`);
          return text;
        });
        this.emitFile({ type: "asset", fileName: `${language}.html`, source });
      }
    },
  };
}

/** Compresses once, as well as it goes, what the server would otherwise compress each time. */
function compressed(): Plugin {
  return {
    name: "compressed",
    writeBundle({ dir }) {
      const folder = dir ?? "";
      for (const name of readdirSync(folder, { recursive: true }) as string[]) {
        if (!/\.(html|js|css|svg)$/.test(name)) continue;
        const file = join(folder, name);
        const source = readFileSync(file);
        const size = { [constants.BROTLI_PARAM_SIZE_HINT]: source.length };
        writeFileSync(`${file}.br`, brotliCompressSync(source, { params: size }));
        writeFileSync(`${file}.gz`, gzipSync(source, { level: 9 }));
      }
    },
  };
}

export default defineConfig({
  plugins: [pages(), compressed()],
  build: {
    outDir: "../static/dashboard",
    emptyOutDir: true,
    // An inlined asset would be a data: address, which the Content-Security-Policy refuses.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    license: { fileName: "licences.md" },
    target: "es2022",
  },
});
