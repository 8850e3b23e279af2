// The entry imports the shop's parts one after the other. A browser learns of all of them from the page itself, so that it fetches them at
// once: styles, without which nothing is shown, before scripts.
import type { HtmlTagDescriptor, Plugin, Rolldown } from "vite";

export function preloadSteps(): Plugin {
  return {
    name: "meshmart:preload-steps",
    transformIndexHtml: {
      order: "post",
      handler(html, { bundle, chunk: entry }) {
        if (!bundle || !entry) return []; // Served as it is written.
        const chunks = new Map<string, Rolldown.OutputChunk>();
        const gather = (file: string) => {
          const chunk = bundle[file];
          if (chunk?.type !== "chunk" || chunks.has(file)) return;
          chunks.set(file, chunk);
          chunk.imports.forEach(gather);
        };
        entry.dynamicImports.forEach(gather);
        const styles = new Set(
          [...chunks.values()].flatMap(({ viteMetadata }) => [...(viteMetadata?.importedCss ?? [])]),
        );
        return [
          ...[...styles].map((file) => link("stylesheet", file, {})),
          ...[...chunks.keys()].map((file) => link("modulepreload", file, { fetchpriority: "low" })),
        ].filter(({ attrs }) => !html.includes(String(attrs?.href)));
      },
    },
  };
}

function link(rel: string, file: string, attrs: Record<string, string>): HtmlTagDescriptor {
  return { tag: "link", attrs: { rel, crossorigin: true, href: `/${file}`, ...attrs }, injectTo: "head" };
}
