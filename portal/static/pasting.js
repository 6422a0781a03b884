// What is pasted from Word keeps its paragraphs and lists, and loses its styles, its comments and what was deleted in it.
import { insert } from "./findings.js";

const LEFT_OUT = "script, style, del, title, meta, link, [data-style*='mso-hide:all'], [data-style*='mso-comment-reference'], [data-style*='mso-element:comment-list'], .MsoCommentReference, .msocomanchor, .msoDel";
const BLOCKS = new Set(["P", "DIV", "H1", "H2", "H3", "H4", "H5", "H6", "BLOCKQUOTE", "UL", "OL", "TABLE", "SECTION", "ARTICLE", "PRE"]);
const NUMBERED = /^\(?(?:\d{1,3}|[a-z]|[ivxlc]{1,5})[.)]$/i;
const BULLET = /^([ \t]*)[·•▪◦‣○●■o§Ø\uf0b7\uf0a7\uf0d8\uf0fc][\t\u00a0 ]{1,8}(?=\S)/;

const flat = (text) => text.replace(/[\s\u00a0]+/g, " ");

class Lines {
  constructor() { this.done = []; this.line = ""; }

  add(text) { this.line += /\s$/.test(this.line) || !this.line ? text.trimStart() : text; }

  // Ends the line; `gap` is a blank line after it, unless one is there or a list goes on.
  end(gap = false) {
    if (this.line.trim()) this.done.push(this.line.trimEnd());
    this.line = "";
    if (gap && this.done.length && this.done.at(-1) !== "") this.done.push("");
  }

  text() {
    this.end();
    while (this.done.at(-1) === "") this.done.pop();
    return this.done.join("\n");
  }
}

const item = (lines, sign, level, put) => {
  lines.end();
  lines.line = `${"  ".repeat(level - 1)}${sign} `;
  put();
  if (lines.line.trim() === sign) lines.line = "";
  lines.end();
};

const ofWord = (element) => /mso-list:\s*l\d+\s+level(\d+)/.exec(element.dataset.style ?? "");

const nested = (element) => {
  let level = 0;
  for (let each = element.parentElement; each; each = each.parentElement) if (/^[UO]L$/.test(each.tagName)) level += 1;
  return Math.max(level, 1);
};

const walk = (node, lines) => {
  for (const child of node.childNodes) {
    if (child.nodeType === Node.TEXT_NODE) lines.add(flat(child.nodeValue));
    else if (child.nodeType === Node.ELEMENT_NODE) element(child, lines);
  }
};

const element = (child, lines) => {
  const list = ofWord(child);
  if (child.tagName === "BR") lines.end();
  else if (list && child.tagName !== "SPAN") {
    const ignored = child.querySelector("[data-style*='mso-list:Ignore' i]");
    const sign = flat(ignored?.textContent ?? "").trim();
    ignored?.remove();
    item(lines, NUMBERED.test(sign) ? sign : "-", Number(list[1]), () => walk(child, lines));
  } else if (child.tagName === "LI") {
    const ordered = child.parentElement?.tagName === "OL";
    const number = [...(child.parentElement?.children ?? [])].filter((each) => each.tagName === "LI").indexOf(child) + 1;
    item(lines, ordered ? `${number}.` : "-", nested(child), () => walk(child, lines));
  } else if (child.tagName === "TR") {
    lines.end();
    lines.line = [...child.cells].map((each) => flat(each.textContent).trim()).join(" | ");
    lines.end();
  } else if (BLOCKS.has(child.tagName)) {
    const inList = child.closest("li") !== null;
    const followsList = /^\s*(-|\S{1,5}[.)]) /.test(lines.done.at(-1) ?? "") && !/^[UO]L$/.test(child.tagName);
    if (!inList) lines.end(followsList);
    walk(child, lines);
    if (!inList) lines.end(true);
  } else walk(child, lines);
};

// Styles say what is a list in Word; they are read, never applied, as our policy has it.
const unstyled = (html) =>
  html.replace(/<style[\s\S]*?<\/style>/gi, "").replace(/<[a-z][^<>]*>/gi, (tag) => tag.replace(/\sstyle\s*=/i, " data-style="));

// The plain text of what a clipboard holds as HTML.
export const plainOf = (html) => {
  const page = new DOMParser().parseFromString(unstyled(html), "text/html");
  page.querySelectorAll(LEFT_OUT).forEach((each) => each.remove());
  const lines = new Lines();
  walk(page.body, lines);
  return lines.text();
};

const tidied = (text) => text.split(/\r\n|\r|\n/).map((line) => line.replace(BULLET, "$1- ")).join("\n");

export const pasteCleanly = (form) => {
  form.addEventListener("paste", (event) => {
    const field = event.target;
    if (!field.matches("textarea") || !event.clipboardData) return;
    const html = event.clipboardData.getData("text/html");
    const words = html ? plainOf(html) : tidied(event.clipboardData.getData("text/plain"));
    if (!words) return;
    event.preventDefault();
    insert(field, words);
  });
};
