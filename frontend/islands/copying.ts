/** Links that copy their address: `data-copies`. Where the browser allows no copying, they are links. */
import { closeMenu } from "./menus";
import { toast } from "./toasts";
import { say } from "./words";

document.addEventListener("click", (event) => {
  const link = (event.target as Element).closest<HTMLAnchorElement>("a[data-copies]");
  if (!link || !navigator.clipboard) return;
  event.preventDefault();
  closeMenu();
  void navigator.clipboard.writeText(link.href).then(() => { toast(say("copied")); }, () => { location.assign(link.href); });
});
