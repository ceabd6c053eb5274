import type { Plugin } from "vite";

/** Most bytes of one web resource: Dynamics' default limit of 5 MB. */
const MOST_BYTES = 5 * 1024 * 1024;
const ALLOWED_TYPES = /\.(html|css|js|svg|png)$/;
const ALLOWED_NAME = /^[A-Za-z0-9_./]+$/;

/** A file name that Dynamics takes: letters, digits, underscore and dots only. */
export function resourceName(name: string): string {
  return name.replace(/[^A-Za-z0-9_.]/g, "_");
}

/** What Dynamics would refuse about a file of the build; null if nothing. */
export function fault(path: string, bytes: number): string | null {
  if (!ALLOWED_NAME.test(path)) return `${path}: only letters, digits and _ . / are allowed`;
  if (!ALLOWED_TYPES.test(path)) return `${path}: no such type of web resource`;
  return bytes >= MOST_BYTES ? `${path}: ${bytes} bytes, the limit is ${MOST_BYTES}` : null;
}

/** Breaks the build where Dynamics would refuse a file. */
export function webResources(): Plugin {
  return {
    name: "web-resources",
    generateBundle(_, bundle) {
      for (const [path, file] of Object.entries(bundle)) {
        const content = file.type === "chunk" ? file.code : file.source;
        const wrong = fault(path, Buffer.byteLength(content));
        if (wrong !== null) this.error(wrong);
      }
    },
  };
}
