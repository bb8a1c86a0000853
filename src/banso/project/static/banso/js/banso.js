// The page's own script. Every part listens on the document, so what htmx brings in later works as well.
import "./compose.js";
import "./net.js";
import "./menus.js";
import "./dialogs.js";
import "./toasts.js";
import "./prefs.js";
import "./asof.js";
import "./lists.js";
import "./columns.js";
import "./drafts.js";
import "./copy.js";
import "./palette.js";
import "./keys.js";
