/**
 * Thousands of generated ASCII URLs, with Node's own `URL` as the judge of which host each one reaches. The seed is fixed:
 * a failure can be repeated.
 */

import assert from "node:assert/strict";
import test from "node:test";
import { load } from "../support/installed.mjs";

const { PolicyEngine } = load();
const COUNT = 6000;
const good = "good.example";

/** A small generator of random numbers (mulberry32), so that every run sees the same URLs. */
function randomFrom(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const random = randomFrom(20_240_601);
const pick = (list) => list[Math.floor(random() * list.length)];
const sometimes = (share, make) => (random() < share ? make() : "");

const hosts = [
  good,
  good,
  good,
  "GOOD.example",
  "good.example.",
  "evil.example",
  "evil.example",
  "sub.good.example",
  "good.example.evil.example",
  "notgood.example",
  "127.0.0.1",
  "0x7f.1",
  "2130706433",
  "017700000001",
  "127.1",
  "0x7f000001",
  "1.2.3.4.",
  "256.1.1.1",
  "1.2.3.4.5",
  "[::1]",
  "[::ffff:127.0.0.1]",
  "[::ffff:7f00:1]",
  "[0:0:0:0:0:0:0:1]",
  "[fd00:ec2::254]",
  "[::1",
  "localhost",
  "LOCALHOST",
  "good%2eexample",
  "g%6fod.example",
  "good.example%00",
  "good.example%09",
  "evil.example%2f",
  "good.example%40evil.example",
  "",
  ".",
  "..",
  "xn--good-abc.example",
  "a_b.example",
  "-x.example",
  "good..example",
  "good.example:80@evil.example",
];
const schemes = ["http", "https", "https", "HTTP", "ws", "wss", "ftp", " http", "ht\ttp"];
const slashes = ["//", "//", "//", "//", "//", "/", "///", "\\\\", "/\\", "\\/", "", "/\t/", "////"];
const users = [
  "user@",
  "user:pass@",
  "good.example@",
  "good.example:80@",
  "@",
  ":@",
  "evil.example%40",
  "good.example\\@",
  "a@b@",
  "good.example#@",
  "good.example?@",
  "good.example/@",
  "good.example;@",
];
const ports = [":80", ":443", ":8080", ":", ":0", ":65535", ":65536", ":x", ":080", ":80:80"];
const ends = [
  "",
  "/",
  "/path",
  "?q",
  "#f",
  "/@good.example",
  "?@good.example",
  "#@good.example",
  "\\@good.example",
  "/..//good.example",
  "/%2e%2e",
  ";x",
  "/ ",
  "\t",
  "\n",
  "//good.example",
  "\\good.example",
];
const noise = [
  "\t",
  "\n",
  "\r",
  " ",
  "\u0000",
  "\u0001",
  "%",
  "\\",
  "@",
  ":",
  "/",
  "?",
  "#",
  ".",
  "[",
  "]",
  "^",
  "|",
  "<",
  ">",
  '"',
  "`",
  "{",
  "}",
];

function url() {
  let text = `${pick(schemes)}:${pick(slashes)}${sometimes(0.25, () => pick(users))}${pick(hosts)}${sometimes(0.25, () => pick(ports))}${pick(ends)}`;
  // One odd character somewhere.
  if (random() < 0.25) {
    const at = Math.floor(random() * (text.length + 1));
    text = text.slice(0, at) + pick(noise) + text.slice(at);
  }
  return text;
}

const urls = [...new Set(Array.from({ length: COUNT }, url))];

/**
 * The host that Node would reach, without the dot that ends a full name, and in small letters, which Node leaves to
 * whoever looks it up where it does not know the scheme; `undefined` where it reaches none.
 */
function hostOf(text) {
  try {
    const { hostname } = new URL(text);
    return hostname === "" ? undefined : hostname.replace(/\.$/, "").toLowerCase();
  } catch {
    return undefined;
  }
}

const engines = new Map();
function engineFor(rule, host) {
  const key = `${rule} ${host}`;
  if (!engines.has(key)) engines.set(key, new PolicyEngine({ [rule]: { network: { domains: [host] } }, danger: "*" }));
  return engines.get(key);
}
const shown = (text) => JSON.stringify(text);

test("the URLs are a fair mixture", () => {
  const reached = urls.map(hostOf);
  assert.ok(urls.length > 5000);
  assert.ok(reached.filter((host) => host === good).length > 500);
  assert.ok(reached.filter((host) => host !== undefined && host !== good).length > 1000);
  assert.ok(reached.filter((host) => host === undefined).length > 500);
});

test("what is allowed for one host reaches that host and no other", () => {
  const wrong = [];
  let right = 0;
  for (const allowed of [good, "localhost", "127.0.0.1", "evil.example"]) {
    const engine = engineFor("allow", allowed);
    for (const text of urls) {
      if (engine.checkNetwork(text).decision === "deny") continue;
      if (hostOf(text) === allowed) right += 1;
      else wrong.push(`${shown(text)} was allowed for ${allowed}, and reaches ${hostOf(text)}`);
    }
  }
  assert.deepEqual(wrong.slice(0, 20), []);
  assert.ok(right > 500, `only ${right} URLs were allowed: the test shows nothing`);
});

test("what reaches a denied host is denied", () => {
  const wrong = [];
  for (const text of urls) {
    const host = hostOf(text);
    // `[::1]` is the host that URLs bracket and policies may.
    if (host !== undefined && isPattern(host) && engineFor("deny", host).checkNetwork(text).decision === "allow") {
      wrong.push(`${shown(text)} was allowed, and reaches ${host}`);
    }
  }
  assert.deepEqual(wrong.slice(0, 20), []);
});

test("ordinary URLs of an allowed host are allowed", () => {
  const engine = engineFor("allow", good);
  for (const scheme of ["http", "https", "ws", "wss", "ftp"]) {
    for (const host of [good, "GOOD.example", "good.example."]) {
      for (const end of ["", "/", ":8080", ":8080/path", "/path?q=a@b#c", "?q", "#f", "/a/../b", "/%20"]) {
        const text = `${scheme}://${host}${end}`;
        assert.equal(engine.checkNetwork(text).decision, "allow", shown(text));
      }
    }
  }
});

test("a URL that reaches no host is denied as soon as anything is", () => {
  const engine = engineFor("deny", "unrelated.example");
  // Without a scheme a target is a host, which Node does not read; and Node decodes `xn--` to refuse what is ill-formed,
  // where the engine judges the name as it will be looked up.
  const isUrl = (text) => /^[\0- ]*(https?|wss?|ftp):/i.test(text.replace(/[\t\n\r]/g, ""));
  const broken = urls.filter(
    (text) => hostOf(text) === undefined && isUrl(text) && !/xn-/.test(text.replace(/[\t\n\r]/g, "")),
  );
  assert.ok(broken.length > 300);
  assert.deepEqual(
    broken
      .filter((text) => engine.checkNetwork(text).decision === "allow")
      .slice(0, 20)
      .map(shown),
    [],
  );
});

/** Whether a policy can name the host: hosts that are no domain at all are refused as patterns. */
function isPattern(host) {
  try {
    return engineFor("deny", host) !== undefined;
  } catch (error) {
    assert.equal(error.code, "INVALID_POLICY");
    unnamed.add(host);
    return false;
  }
}
const unnamed = new Set();

test("the hosts that a policy cannot name are few and strange", () => {
  assert.deepEqual(
    [...unnamed].filter((host) => /^[a-z0-9.[\]:-]+$/.test(host) && !/\.\.|^\.|-$|\.-|^-/.test(host)),
    [],
  );
});
