// A TLS client and server on Node's tls, for Node and for Bun, which have the same interface: what
// agent.py says on standard input is done, and what happens is told, a line each. A word of a
// command is KEY=VALUE.
"use strict";
const fs = require("fs");
const { constants } = require("crypto");
const readline = require("readline");
const tls = require("tls");

let client = null;
let server = null;
let session = null; // the newest ticket that the client got

const sessions = new Map(); // the server's, by id in hex

// SSL_OP_NO_EXTENDED_MASTER_SECRET of OpenSSL 3, for which there is no name.
const NO_EXTENDED_MASTER_SECRET = 1;

function tell(line) {
  process.stdout.write(line + "\n");
}

function read(file) {
  return file === undefined ? undefined : fs.readFileSync(file);
}

// What both roles take. Unset values leave the default.
function optionsOf(words) {
  const options = { minVersion: words.version, maxVersion: words.version };
  const set = (name, value) => {
    if (value !== undefined) options[name] = value;
  };
  set("ciphers", words.suites);
  set("ecdhCurve", words.groups);
  if (words.unbound !== undefined) options.secureOptions = NO_EXTENDED_MASTER_SECRET;
  if (words.remember !== undefined) options.secureOptions |= constants.SSL_OP_NO_TICKET;
  set("cert", read(words.certificate));
  set("key", read(words.key));
  set("ca", read(words.authority));
  if (words.alpn !== undefined) options.ALPNProtocols = words.alpn.split(",");
  return options;
}

function nameOf(certificate) {
  return (certificate && certificate.subject && certificate.subject.CN) || "none";
}

function describe(socket) {
  const group = socket.getEphemeralKeyInfo ? socket.getEphemeralKeyInfo() : null;
  return [
    `version=${socket.getProtocol()}`,
    `suite=${socket.getCipher().standardName || socket.getCipher().name}`,
    `group=${(group && group.name) || "?"}`,
    `alpn=${socket.alpnProtocol || "none"}`,
    `resumed=${socket.isSessionReused()}`,
    `verified=${socket.authorized}`,
    `peer=${nameOf(socket.getPeerCertificate())}`,
  ].join(" ");
}

// Shows what comes, by lines; the last one when the peer has closed.
function listen(socket, each) {
  let text = "";
  socket.on("data", (data) => {
    text += data;
    const lines = text.split("\n");
    text = lines.pop();
    lines.forEach(each);
  });
  socket.on("end", () => {
    if (text !== "") each(text);
    tell("peer-closed");
  });
}

function connect(words) {
  const options = optionsOf(words);
  options.host = "127.0.0.1";
  options.port = Number(words.port);
  options.servername = words.host;
  if (words.staple !== undefined) options.requestOCSP = true;
  if (words.resume !== undefined) options.session = session;
  client = tls.connect(options, () => tell(`connected ${describe(client)}`));
  client.on("session", (ticket) => {
    session = ticket;
    tell("ticket");
  });
  client.on("OCSPResponse", (staple) => tell(`staple ${staple ? staple.toString("hex") : "none"}`));
  client.on("error", (error) => tell(`failed ${error.code} ${error.message}`));
  client.on("close", () => tell("closed"));
  listen(client, (line) => tell(`heard ${line}`));
}

// The server itself keeps no sessions: whoever uses it does.
function remember(server) {
  server.on("newSession", (id, session, done) => {
    sessions.set(id.toString("hex"), session);
    done();
  });
  server.on("resumeSession", (id, done) => done(null, sessions.get(id.toString("hex")) || null));
}

function serve(words) {
  const options = optionsOf(words);
  if (words.version === "TLSv1.2" && !process.versions.bun) options.dhparam = "auto";
  options.requestCert = words.client !== undefined;
  options.rejectUnauthorized = words.client === "require";
  server = tls.createServer(options, (socket) => {
    tell(`connected ${describe(socket)}`);
    socket.on("error", (error) => tell(`failed ${error.code} ${error.message}`));
    listen(socket, (line) => {
      tell(`heard ${line}`);
      socket.write(line + "\n");
    });
  });
  if (words.remember !== undefined) remember(server);
  if (words.staple !== undefined)
    server.on("OCSPRequest", (certificate, issuer, back) => back(null, read(words.staple)));
  server.on("tlsClientError", (error) => tell(`failed ${error.code} ${error.message}`));
  server.listen(0, "127.0.0.1", () => tell(`listening ${server.address().port}`));
}

const verbs = {
  connect,
  serve,
  say: (words, text) => client.write(text + "\n"),
  end: () => client.end(),
  stop: () => server.close(),
};

readline.createInterface({ input: process.stdin }).on("line", (line) => {
  const [verb, ...rest] = line.split(" ");
  const words = Object.fromEntries(rest.map((word) => word.split(/=(.*)/s)));
  try {
    verbs[verb](words, rest.join(" "));
  } catch (error) {
    tell(`failed ${error.code} ${error.message}`);
  }
}).on("close", () => process.exit(0));
tell(`ready ${process.versions.bun ? `Bun ${process.versions.bun}` : `Node ${process.version.slice(1)}`}` +
  ` OpenSSL ${process.versions.openssl}`);
