/* Serves the built pages as Dynamics does: from /WebResources/, with the version in the address that
   Dynamics puts there, and under the strictest policy that an administrator can switch on. */

import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize, resolve } from "node:path";

const DIST = resolve(import.meta.dirname, "../dist");
const PREFIX = /^(\/%7B[0-9A-Za-z]+%7D)?\/WebResources\/acd_\/app\//;
const TYPES = new Map([
  [".html", "text/html; charset=utf-8"],
  [".js", "text/javascript; charset=utf-8"],
  [".css", "text/css; charset=utf-8"],
  [".svg", "image/svg+xml"],
]);

/**
 * The strict mode of model-driven apps; what it gives to the platform's own hosts is left out
 * (learn.microsoft.com/power-platform/admin/content-security-policy, read 2026-11-24).
 * @param {readonly string[]} hosts others than the own that pages may call: function app and Entra ID
 * @returns {string} Content-Security-Policy
 */
function policy(hosts) {
  const others = hosts.join(" ");
  return [
    "default-src 'self'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "worker-src 'self' blob:",
    `connect-src 'self' ${others}`,
    `frame-src 'self' ${others}`,
    "frame-ancestors 'self'",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
}

/**
 * @param {{ port: number, hosts: readonly string[] }} options
 * @returns {Promise<import("node:http").Server>} listening on 127.0.0.1
 */
export async function servePages({ port, hosts }) {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", "http://127.0.0.1");
    const file = join(DIST, normalize(pathname.replace(PREFIX, "")));
    const type = TYPES.get(extname(file));
    if (
      !PREFIX.test(pathname) ||
      !file.startsWith(DIST) ||
      type === undefined ||
      !existsSync(file) ||
      !statSync(file).isFile()
    ) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { "Content-Type": type, "Content-Security-Policy": policy(hosts) });
    createReadStream(file).pipe(response);
  });
  await new Promise((ready) => server.listen(port, "127.0.0.1", () => ready(undefined)));
  return server;
}
