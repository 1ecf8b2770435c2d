/** Everything a signed-in page wakes up with. */
import "./panes";
import "./menus";
import "./finder";
import "./keys";
import "./later";
import "./toasts";
import "./undo";
import "./copying";
import "./errors";
import "./times";
import "./here";
import "./live";
import "./timeline";
import "./composer";
import "./filling";
import "./order";
import "./arrange";
