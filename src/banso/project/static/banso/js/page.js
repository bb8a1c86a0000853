// What every part needs: the page's data, its words, and where to keep small things on this device.
const meta = (name) => document.querySelector(`meta[name="${name}"]`)?.content ?? "";
const words = JSON.parse(meta("bn-words") || "{}");

export const csrf = () => meta("bn-csrf");
export const data = document.body.dataset;

export function say(key, values = {}) {
  return Object.entries(values).reduce((text, [name, value]) => text.replaceAll(`{${name}}`, value), words[key] ?? key);
}

export function make(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children);
  return element;
}

const SVG = "http://www.w3.org/2000/svg";
const sprite = () => document.querySelector("svg.ic use")?.getAttribute("href")?.split("#")[0] ?? "";

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "ic ic-s");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `${sprite()}#${name}`);
  svg.append(use);
  return svg;
}

// Keys carry person and workspace: two people at one computer never see each other's drafts.
const full = (key) => `bn:${data.person ?? ""}:${data.workspace ?? ""}:${key}`;

export const kept = {
  get(key) {
    try {
      return JSON.parse(localStorage.getItem(full(key)));
    } catch {
      return null;
    }
  },
  set(key, value) {
    try {
      localStorage.setItem(full(key), JSON.stringify(value));
    } catch {
      // A full or forbidden store costs the convenience, never the page.
    }
  },
  drop(key) {
    localStorage.removeItem(full(key));
  },
  keys(start) {
    const prefix = full(start);
    return Object.keys(localStorage)
      .filter((key) => key.startsWith(prefix))
      .map((key) => start + key.slice(prefix.length));
  },
  forget() {
    const mine = `bn:${data.person ?? ""}:`;
    for (const key of Object.keys(localStorage)) if (key.startsWith(mine)) localStorage.removeItem(key);
  },
};

export function cookie(name, value) {
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${name}=${value}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
}

export const on = (type, selector, act) =>
  document.addEventListener(type, (event) => {
    const target = event.target instanceof Element ? event.target.closest(selector) : null;
    if (target) act(event, target);
  });
