/** A picture between the words: named by the Content-ID of its file; only here it has an address. */
import { Node } from "@tiptap/core";

const address = (cid: string): string => `/files/${cid.split("@")[0] ?? ""}/picture`;

export const Picture = Node.create({
  name: "picture",
  group: "inline",
  inline: true,
  draggable: true,
  addAttributes() {
    return { cid: { default: "" }, alt: { default: "" }, width: { default: null } };
  },
  parseHTML() {
    return [{ tag: 'img[src^="cid:"]', getAttrs: (image) => ({ cid: (image.getAttribute("src") ?? "").slice(4), alt: image.getAttribute("alt") ?? "", width: image.getAttribute("width") }) }];
  },
  renderHTML({ node }) {
    const { cid, alt, width } = node.attrs as { cid: string; alt: string; width: string | null };
    return ["img", { src: `cid:${cid}`, alt, ...(width ? { width } : {}) }];
  },
  addNodeView() {
    return ({ node }) => {
      const dom = document.createElement("img"), { cid, alt, width } = node.attrs as { cid: string; alt: string; width: string | null };
      dom.src = address(cid);
      dom.alt = alt;
      if (width) dom.width = Number(width);
      return { dom };
    };
  },
});
