// Writes tests/data/urls.json: URLs and hosts, most of them made to mislead, each with what Node's own `URL` says.
// Node is the judge the Rust side is compared with (tests/urls.rs); nothing here knows how the engine reads a URL.
//
//   node scripts/generate-url-cases.mjs
//
// The output does not change from run to run: the generator is seeded.

import { writeFileSync } from "node:fs";

/** Mulberry32: a small seeded generator. */
function random(seed) {
  return () => {
    seed = (seed + 0x6d2b79f5) | 0;
    let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const next = random(20_250);
const pick = (list) => list[Math.floor(next() * list.length)];
const sometimes = (share, make) => (next() < share ? make() : "");

const schemes = ["http:", "https:", "HTTP:", "hTTps:", "ws:", "wss:", "ftp:", "file:", "ssh:", "git+ssh:", "redis:", "s3:", "postgres:", "foo.bar-1:"];
const slashes = ["//", "//", "//", "//", "//", "//", "", "/", "///", "////", "\\\\", "/\\", "\\/", "\\", "//\\", "/\t/", "\n//"];
const names = ["example.com", "EXAMPLE.Com", "api.example.com", "localhost", "a", "a-b.c_d.example", "evil.com", "good.com", "metadata.google.internal", "127.0.0.1.nip.io", "1.2.3.4.example.com", "1a", "0x", "a.0x7f", "e-.-x", "-a-.com", "a--b.com", "xn-a.com"];
const v4 = ["127.0.0.1", "127.1", "127.0.1", "0x7f.1", "0x7F000001", "0X7f.0.0.1", "2130706433", "017700000001", "0177.0.0.01", "0", "0x", "0.0.0.0", "1.2.3.4.", "256.1.1.1", "1.2.3.256", "1.256.3", "4294967295", "4294967296", "1.2.3.4.5", "09.1.1.1", "0xg.1", "1..2", "169.254.169.254", "0xa9fea9fe", "2852039166", "0251.0376.0251.0376", "169.254.43518", "1.2.3", "00000000177.1", "127.0.0.1..", "1.0x", "0x.0x.0"];
const v6 = ["[::1]", "[::]", "[::ffff:127.0.0.1]", "[::FFFF:7f00:1]", "[0:0:0:0:0:ffff:a9fe:a9fe]", "[::127.0.0.1]", "[::7f00:1]", "[64:ff9b::169.254.169.254]", "[64:ff9b::a9fe:a9fe]", "[64:ff9b:0:0:0:0:7f00:1]", "[fd00:ec2::254]", "[FD00:EC2:0:0:0:0:0:254]", "[2001:db8::1]", "[1:2:3:4:5:6:7:8]", "[1:2:3:4:5:6:7]", "[1::2::3]", "[::1", "::1]", "[]", "[::g]", "[::1%25eth0]", "[fe80::1%eth0]", "[::ffff:127.1]", "[::ffff:0x7f.0.0.1]", "[::ffff:256.0.0.1]", "[00001::]", "[v1.x]", "[::1]x", "x[::1]"];
const encoded = ["%65xample.com", "ex%61mple.com", "ex%2eample.com", "a%2fb", "a%40b.com", "a%3a80", "%31%32%37.0.0.1", "%", "%zz", "%00", "a%20b", "a%5cb", "%25", "%2e", "%7Fa", "%C3%A9.com", "%ff", "0x%37f.1", "%5B::1%5D", "a%09b.com", "%23"];
const dotted = [".", "..", "example.com.", "example.com..", ".example.com", "a..b", ".1", "1.", "localhost.", "LOCALHOST.."];
const odd = ["", " ", "a b", "a<b", "a>b", "a^b", "a|b", "a`b", "a{b}", "a\"b", "a'b", "a!b", "a$b", "a&b", "a(b)", "a*b", "*.example.com", "a+b", "a,b", "a;b", "a=b", "a~b", "a\\b", "a\tb.com", "a\nb.com", "a\rb", "a\u0000b", "a\u0001b", "a\u001fb", "a\u007fb", "_x._tcp.example.com", "a%b"];
const hosts = [names, names, names, v4, v4, v6, v6, encoded, dotted, odd];
const users = ["user@", "user:pass@", "@", ":@", "a@b@", "good.com@", "good.com:80@", "good.com\\@", "good.com/@", "good.com?@", "good.com#@", "u%40v@", "u%2f@", "a:b:c@", "good.com:80\\@", "u\t@", "[::1]@", "good.com;@", "u\\\\@", "%00@"];
const ports = [":80", ":443", ":8080", ":", ":0", ":00080", ":65535", ":65536", ":99999999999", ":-1", ":+80", ":8 0", ":80a", ":a", ":0x50", ": 80", ":8\t0", "::80", ":80:443", ":21", ":22", ":%38%30", ":80\\"];
const tails = ["", "", "/", "/x", "/x?y#z", "?x", "#x", "?@evil.com", "#@evil.com/", "/@evil.com", "\\x", "\\@evil.com", ";x", "/../..", "/%2e%2e/x", "/a//b", "//evil.com", "?//evil.com", " ", "\t", "/\u0000"];
const edges = ["", "", "", "", "", " ", "\t", "\n", "\u0000", "\u001f ", "\u007f"];

const host = () => pick(pick(hosts));
const authority = () => sometimes(0.3, () => pick(users)) + host() + sometimes(0.3, () => pick(ports));
const url = () => pick(edges) + pick(schemes) + pick(slashes) + authority() + pick(tails) + pick(edges);

const picked = [
  "", " ", ":", "/", "//", "///", "http", "http:", "http:/", "http://", "http:///", "http://?", "http://#", "http://@", "http://:80", "http://:@/",
  "http:example.com", "http:/example.com", "http:///example.com", "http:\\\\example.com", "http:80", "https:443", "ws:8080/x", "http:@example.com",
  "http://good.com\\@evil.com", "http://good.com\\@evil.com/", "http://evil.com\\.good.com/", "http://a@b@c/", "http://a:b@c:d@e/", "http://good.com:80@evil.com/",
  "http://good.com#@evil.com/", "http://good.com?@evil.com/", "http://good.com/@evil.com/", "http://user@", "http://user:pass@/x", "http://ex\tample.com/", "http://ex\nam\rple.com",
  "ht\ntp://example.com", "h\tttp:\n//exa\rmple.com", "\u0000http://example.com\u0000", " http://example.com ", "http://exam ple.com", "http ://example.com", "1http://example.com", "+http://x", "ht_tp://x",
  "data:text/plain,x", "javascript:alert(1)", "mailto:me@example.com", "about:blank", "blob:http://example.com/x", "urn:isbn:1", "tel:1", "view-source:http://example.com", "javascript://example.com/%0aalert(1)", "data://example.com/x",
  "file:///etc/passwd", "file:/etc/passwd", "file:etc/passwd", "file://localhost/etc/passwd", "file://LOCALHOST/x", "file://host/share", "file:\\\\host\\x", "file:///C:/x", "file:///C|/x", "file:///a/../b", "file:///a/%2e%2e/b", "file:///a%2fb", "file:///a%5Cb", "file:///a%00b", "file:///%C3%A9", "file:///%ff", "file:///a%20b?x#y", "file:", "file://", "file:///", "file://127.0.0.1/x", "file:///a%25b", "file:////x", "file:///./x",
  "ssh://git@github.com:22/x", "ssh://0x7f.1/x", "ssh://EXAMPLE.com", "ssh://%65xample.com", "ssh://a\\b/", "ssh:/x", "ssh:x", "ssh:///x", "ssh://", "git+ssh://a@b/c", "postgres://u:p@ss@db.example.com/x", "redis://[::ffff:10.0.0.1]:6379", "foo://a b", "foo://A%41", "foo://a:99999",
  "https://xn--mnchen-3ya.de/", "https://XN--MNCHEN-3YA.DE:8443/", "http://xn--fsqu00a.xn--0zwm56d/", "http://xn--80ak6aa92e.com", "http://xn--nxasmq6b/", "ssh://xn--mnchen-3ya.de/", "http://u@xn--mnchen-3ya.de.", "http://xn--mnchen-3ya.de\\@evil.com/",
  "http://0x7f.0x0.0x0.0x1/", "http://127.0.0.1./", "http://0300.0250.0.1", "http://3232235521", "http://1.1.1.1%2e", "http://%30%78%37%66.1/", "http://0x7f000001:80/", "http://0/", "http://1.2.3.08/", "http://1.2.3.4.5/", "http://4294967296/", "http://0xffffffff", "http://0x100000000",
  "http://[::ffff:169.254.169.254]/", "http://[::ffff:a9fe:a9fe]/", "http://[64:ff9b::a9fe:a9fe]/", "http://[::169.254.169.254]/", "http://[0000:0000:0000:0000:0000:0000:0000:0001]:8080/", "http://[::1]:80:80/", "http://[::1]]/", "http://[[::1]]/", "http://[::1%25lo]/", "http://[1:2:3:4:5:6:1.2.3.4]/",
  "http://localhost:3000", "https://localhost:443", "https://localhost:80", "http://localhost:00080", "http://localhost:", "http://localhost:65536", "http://localhost:-1", "ftp://h", "ftp://h:21", "wss://h", "ws://h:80",
  `http://${"a".repeat(63)}.com/`, `http://${"a".repeat(64)}.com/`, `http://${"a.".repeat(126)}a/`, `http://${"a.".repeat(127)}a/`, `http://${"a".repeat(300)}/`, `http://${"1".repeat(300)}/`, `http://u${"@".repeat(100)}h/`, `http://${"%61".repeat(80)}/`,
];

/** Hosts as a user writes them, without a scheme: the judge reads them behind `http://`. */
const bare = () => sometimes(0.2, () => pick(["user@", "user:pass@", "a@b@", "good.com\\@"])) + host() + sometimes(0.3, () => pick([":80", ":3000", ":", ":0", ":65536", ":x", ":80:1"])) + pick(["", "", "", "/", "/x", "?x", "#x", "\\x"]);
const pickedBare = ["example.com", "localhost:3000", "user@example.com", "user:pass@example.com:80", "example.com/x", "::1x", "[::1]", "[::1]:80", "2130706433", "0x7f.1:80", "EXAMPLE.com.", "example.com:80/x", "xn--mnchen-3ya.de", "good.com\\@evil.com", "a@b@c", "good.com:80@evil.com"];

const parse = (text) => {
  try {
    return new URL(text);
  } catch {
    return null;
  }
};

const decoded = (path) => {
  try {
    return decodeURIComponent(path);
  } catch {
    return null;
  }
};

/** A host in the spelling of the standard's special schemes, or null. */
const canonical = (host) => (host ? parse(`http://${host}/`)?.hostname || null : null);

/** The host by the expression in appendix B of RFC 3986, after the last `@` of the authority. */
function rfc3986(text) {
  const authority = /^(?:[^:/?#]+:)?\/\/([^/?#]*)/.exec(text)?.[1];
  const [, host, port] = /^(?:.*@)?(\[[^\]]*\]|[^:]*)(?::(\d*))?$/s.exec(authority ?? "") ?? [];
  // No one connects to a host with such characters or to such a port, so that reading names none.
  const reachable = host && !/[\u0000- \\<>^`{|}"\u007f]/.test(host) && Number(port ?? 0) <= 65535;
  return reachable ? canonical(host) : null;
}

const judged = (input, prefix) => {
  const url = parse(prefix + input);
  const special = url && ["http:", "https:", "ws:", "wss:", "ftp:", "file:"].includes(url.protocol);
  const node = url && {
    scheme: prefix ? "" : url.protocol,
    host: special ? url.hostname : canonical(url.hostname),
    port: url.port,
    ...(url.protocol === "file:" ? { path: decoded(url.pathname) } : {}),
  };
  return { input, node, rfc3986: rfc3986(prefix + input) };
};

const inputs = new Map();
/** Hosts without a scheme are judged behind `http://`; white space in front is no part of a host. */
const prefixFor = (text) => (/^[\u0000-\u0020]*[a-z][a-z0-9+.\t\n-]*:|^[\u0000- ]*[/\\]|^[\u0000-\u0020]*$/i.test(text) ? "" : "http://");
for (const text of picked) inputs.set(text, prefixFor(text));
while (inputs.size < 3200) inputs.set(url(), "");
for (const text of pickedBare) inputs.set(text, "http://");
while (inputs.size < 4000) {
  const text = bare();
  // A lone slash in front makes a path, white space at the ends is cut before the prefix: both mean something else.
  if (text.trim() === text && !/^[/\\]/.test(text) && !/^[\u0000-\u0020]/.test(text) && text !== "") inputs.set(text, "http://");
}

const lines = [...inputs].map(([input, prefix]) => JSON.stringify(judged(input, prefix)));
const note = `What Node ${process.version} says about each input; made by scripts/generate-url-cases.mjs, not by hand.`;
writeFileSync(new URL("../tests/data/urls.json", import.meta.url), `{"note":${JSON.stringify(note)},"cases":[\n${lines.join(",\n")}\n]}\n`);
console.log(`${lines.length} cases`);
