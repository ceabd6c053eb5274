/* Two doors in front of the stand-ins. Nothing here is part of the product. */

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** @typedef {import("node:http").IncomingMessage} Request */
/** @typedef {import("node:http").ServerResponse} Response */

/**
 * The function app lets in the origin it was told of, `allowed`. This door gives each caller that
 * name, and turns the answer back; the app's own CORS is at work behind it.
 * @param {{ port: number, target: string, allowed: string }} options
 */
export async function crossOrigin({ port, target, allowed }) {
  const server = createServer((request, response) => {
    const origin = request.headers.origin;
    const headers = { ...plain(request), ...(origin && { origin: allowed }) };
    // Azure's own CORS speaks for a function that is not there, too; the app cannot.
    response.setHeader("access-control-allow-origin", origin ?? "");
    response.setHeader("access-control-allow-headers", "authorization, accept-language");
    const turn = (/** @type {string} */ name, /** @type {string} */ value) =>
      name === "access-control-allow-origin" && origin ? origin : value;
    const missing = request.method === "OPTIONS" ? 204 : 404;
    void pass(request, response, target, headers, { turn, missing });
  });
  await new Promise((ready) => server.listen(port, "127.0.0.1", () => ready(undefined)));
}

/**
 * MSAL takes only an https authority whose discovery document names itself.
 * @param {{ port: number, target: string }} options
 */
export async function secure({ port, target }) {
  const own = `https://127.0.0.1:${port}`;
  const server = createSecureServer(certificate(), (request, response) => {
    const rename = (/** @type {string} */ text) => text.replaceAll(target, own);
    void pass(request, response, target, plain(request), { rename });
  });
  await new Promise((ready) => server.listen(port, "127.0.0.1", () => ready(undefined)));
}

/** @param {Request} request */
function plain(request) {
  const own = ["host", "connection", "content-length", "accept-encoding"];
  const others = Object.entries(request.headers).filter(([name]) => !own.includes(name));
  return /** @type {Record<string, string>} */ (Object.fromEntries(others));
}

/**
 * @param {Request} request
 * @param {Response} response
 * @param {string} target
 * @param {Record<string, string>} headers
 * @param {{
 *   turn?: (name: string, value: string) => string,
 *   rename?: (text: string) => string,
 *   missing?: number,
 * }} changes to a header of the answer, to a discovery document, to the status 404
 */
async function pass(request, response, target, headers, { turn, rename, missing = 404 }) {
  try {
    const chunks = [];
    for await (const chunk of request) chunks.push(/** @type {Buffer} */ (chunk));
    const answer = await fetch(target + (request.url ?? "/"), {
      method: request.method ?? "GET",
      headers,
      redirect: "manual",
      signal: AbortSignal.timeout(230_000),
      ...(chunks.length > 0 && { body: Buffer.concat(chunks) }),
    });
    for (const [name, value] of answer.headers) {
      if (!["content-length", "transfer-encoding", "content-encoding"].includes(name)) {
        response.setHeader(name, turn ? turn(name, value) : value);
      }
    }
    const text = Buffer.from(await answer.arrayBuffer());
    const isDocument = rename && request.url?.includes("/.well-known/");
    response.statusCode = answer.status === 404 ? missing : answer.status;
    response.end(isDocument ? rename(text.toString()) : text);
  } catch {
    response.writeHead(502).end();
  }
}

/** Made for this start, and nowhere trusted. */
function certificate() {
  const folder = mkdtempSync(join(tmpdir(), "pages-"));
  const [key, cert] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const subject = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"];
  const files = ["-keyout", key, "-out", cert];
  execFileSync("openssl", ["req", "-x509", "-newkey", "rsa:2048", "-nodes", ...subject, ...files], {
    stdio: "ignore",
  });
  try {
    return { key: readFileSync(key), cert: readFileSync(cert) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
