/** Everything a signed-in page wakes up with. */
import "./panes";
import "./menus";
import "./finder";
import "./keys";
import "./palette";
import "./preview";
import "./push";
import "./toasts";
import "./undo";
import "./errors";
import "./times";
import "./here";
import "./live";
import "./timeline";
import "./composer";
import "./order";
import "./filling";
