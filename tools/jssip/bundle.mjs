// Puts JsSIP and what it needs into one file that a browser can load: CommonJS modules behind a small require().
// Knows no more of packages than these need; what it cannot resolve is an error.
//     node bundle.mjs FOLDER_WITH_NODE_MODULES > jssip.js
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

const root = resolve(process.argv[2], "node_modules");
const sources = new Map();

function file(path) {
    for (const tried of [path, `${path}.js`, `${path}.json`, join(path, "index.js")]) {
        if (existsSync(tried) && statSync(tried).isFile()) return tried;
    }
    throw new Error(`no module at ${path}`);
}

function found(wanted, from) {
    if (wanted.startsWith(".")) return file(resolve(dirname(from), wanted));
    const told = JSON.parse(readFileSync(join(root, wanted, "package.json"), "utf8"));
    const entry = typeof told.browser === "string" ? told.browser : (told.main ?? "index.js");
    return file(join(root, wanted, entry));
}

function take(path) {
    if (sources.has(path)) return;
    const text = readFileSync(path, "utf8");
    const needs = {};
    sources.set(path, { text, needs });
    if (path.endsWith(".json")) return;
    for (const [, wanted] of text.matchAll(/\brequire\(["']([^"']+)["']\)/g)) {
        needs[wanted] = found(wanted, path);
        take(needs[wanted]);
    }
}

const first = found("jssip", root);
take(first);
const number = new Map([...sources.keys()].map((path, index) => [path, index]));
const modules = [...sources].map(([path, { text, needs }]) => {
    const body = path.endsWith(".json") ? `module.exports = ${text};` : text;
    const wanted = Object.fromEntries(Object.entries(needs).map(([name, at]) => [name, number.get(at)]));
    return `[function (module, exports, require) {\n${body}\n}, ${JSON.stringify(wanted)}]`;
});
process.stdout.write(`(() => {
const modules = [${modules.join(",\n")}];
const loaded = [];
function load(at) {
    if (!(at in loaded)) {
        loaded[at] = { exports: {} };
        const [body, wanted] = modules[at];
        body(loaded[at], loaded[at].exports, (name) => load(wanted[name]));
    }
    return loaded[at].exports;
}
globalThis.JsSIP = load(${number.get(first)});
})();
`);
