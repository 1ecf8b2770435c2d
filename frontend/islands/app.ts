/** Everything a signed-in page wakes up with. */
import "./panes";
import "./menus";
import "./keys";
import "./toasts";
import "./undo";
import "./errors";
import "./times";
import "./here";
import "./live";
import "./timeline";
import "./composer";
import "./macros";
import "./words_editor";
