import { beforeEach, describe, expect, test, vi } from "vitest";
import { api } from "../src/api/calls";
import { http } from "../src/api/http";
import { SignInRequired } from "../src/auth/faults";
import type { TokenSource } from "../src/auth/tokens";

interface Asked {
  url: string;
  method: string;
  headers: Headers;
  body: unknown;
}

/** A function app that gives the answers in turn, the last one again and again. */
function functionApp(...answers: (() => Response)[]) {
  const asked: Asked[] = [];
  vi.stubGlobal("fetch", (url: string, init: RequestInit) => {
    const body = typeof init.body === "string" ? (JSON.parse(init.body) as unknown) : undefined;
    asked.push({ url, method: init.method ?? "", headers: new Headers(init.headers), body });
    const next = answers[Math.min(asked.length, answers.length) - 1];
    return Promise.resolve(next?.() ?? new Response(null, { status: 204 }));
  });
  return asked;
}

let renewals: number;
const tokens: TokenSource = {
  quietly: (renew = false) => {
    if (renew) renewals += 1;
    return Promise.resolve(`token${renewals}`);
  },
  visibly: () => Promise.reject(new Error("nobody clicked")),
};
const client = () => http("https://app.example", tokens, "it");

function problem(status: number, body: object, headers: Record<string, string> = {}) {
  return () =>
    new Response(JSON.stringify(body), {
      status,
      headers: { "Content-Type": "application/problem+json", ...headers },
    });
}

beforeEach(() => {
  renewals = 0;
});

describe("a call", () => {
  test("brings token, language and If-Match, and gives back the ETag", async () => {
    const asked = functionApp(() => Response.json({ enabled: true }, { headers: { ETag: '"2"' } }));
    const answer = await client().send("PUT", "/api/x", { body: { a: 1 }, ifMatch: '"1"' });
    expect(answer).toEqual({ data: { enabled: true }, etag: '"2"' });
    expect(asked[0]?.headers.get("Authorization")).toBe("Bearer token0");
    expect(asked[0]?.headers.get("Accept-Language")).toBe("it");
    expect(asked[0]?.headers.get("If-Match")).toBe('"1"');
    expect(asked[0]?.body).toEqual({ a: 1 });
  });

  test("whose token is refused is made once more with a new one", async () => {
    const asked = functionApp(problem(401, { code: "auth.unauthenticated" }), () =>
      Response.json({ items: [] }),
    );
    await client().send("GET", "/api/x");
    expect(asked.map((one) => one.headers.get("Authorization"))).toEqual([
      "Bearer token0",
      "Bearer token1",
    ]);
  });

  test("that is refused twice needs a sign-in", async () => {
    functionApp(problem(401, { code: "auth.unauthenticated" }));
    await expect(client().send("GET", "/api/x")).rejects.toBeInstanceOf(SignInRequired);
  });

  test("that fails says what the problem document says", async () => {
    const errors = [{ field: "key", code: "connection.key_refused", message: "No." }];
    functionApp(problem(422, { code: "request.invalid", detail: "d", errors }));
    await expect(client().send("POST", "/api/x")).rejects.toMatchObject({
      status: 422,
      code: "request.invalid",
      errors,
      passing: false,
    });
  });

  test("that is throttled says when to come again", async () => {
    functionApp(problem(503, { code: "remote.throttled" }, { "Retry-After": "7" }));
    await expect(client().send("GET", "/api/x")).rejects.toMatchObject({
      retryAfterSeconds: 7,
      passing: true,
    });
  });

  test.each([
    ["a bare 404", () => new Response(null, { status: 404 }), true],
    ["a 404 of the app itself", problem(404, { code: "run.not_found" }), false],
  ])("%s: not available is %s", async (_, answer, notAvailable) => {
    functionApp(answer);
    await expect(client().send("GET", "/api/x")).rejects.toMatchObject({ notAvailable });
  });

  test("that gets no answer says so", async () => {
    vi.stubGlobal("fetch", () => Promise.reject(new TypeError("failed")));
    await expect(client().send("GET", "/api/x")).rejects.toMatchObject({
      code: "app.unreachable",
      passing: true,
    });
  });
});

test("what is put into an address is escaped", async () => {
  const asked = functionApp(() => Response.json({ items: [] }));
  const calls = api(client());
  await calls.searchPeople("D'Arcy & +1", new AbortController().signal);
  await calls.takeRole("a/b");
  expect(asked.map((one) => one.url)).toEqual([
    "https://app.example/api/users/search?q=D%27Arcy+%26+%2B1",
    "https://app.example/api/users/a%2Fb",
  ]);
});
