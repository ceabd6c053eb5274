import { spawn, type ChildProcess } from "node:child_process";
import { resolve } from "node:path";
import { createInterface } from "node:readline";

/* Starts sandbox.stage before the tests and ends it after them. It ends by itself, too, when its input
   is closed. */

const ROOT = resolve(import.meta.dirname, "../../..");
const PYTHON = process.env["PYTHON"] ?? resolve(ROOT, ".venv/bin/python");
const PACKAGE = "dist/ActiveCampaignForDynamics_managed.zip";
const START_MS = 90_000;

export default async function stage(): Promise<() => Promise<void>> {
  const child = spawn(PYTHON, ["-m", "sandbox.stage", "--package", PACKAGE], {
    cwd: ROOT,
    stdio: ["pipe", "pipe", "inherit"],
  });
  process.env["STAGE"] = await firstLine(child);
  return async () => {
    const ended = new Promise((resolved) => child.once("exit", resolved));
    child.stdin.end();
    await ended;
  };
}

function firstLine(child: ChildProcess): Promise<string> {
  return new Promise((resolved, rejected) => {
    const late = setTimeout(() => {
      child.kill();
      rejected(new Error("The stage was not up in time"));
    }, START_MS);
    child.once("exit", (code) => {
      rejected(new Error(`The stage ended before it was up: ${String(code)}`));
    });
    if (child.stdout === null) return;
    createInterface(child.stdout).once("line", (line) => {
      clearTimeout(late);
      resolved(line);
    });
  });
}
