import { describe, expect, test, vi } from "vitest";
import type { ActProgress, ActRow } from "../src/api/marketing";
import { ApiError } from "../src/api/problem";
import { SignInRequired } from "../src/auth/faults";
import { pursue, type Calls } from "../src/pages/marketing/act/pursue";

const INPUT = { entity: "lead", ids: ["a", "b", "c"], requestId: "r1" } as const;
const PACE = { lookMs: 0, againMs: 0 };
const OFFLINE = new ApiError({ status: 0, code: "app.unreachable" });
const NOT_FOUND = new ApiError({ status: 404, code: "action.request_not_found" });

const done = (...ids: string[]): ActRow[] =>
  ids.map((id) => ({ id, status: "done", reason: null }));
const waiting = (id: string): ActRow => ({ id, status: "waiting", reason: null });
const failed = (id: string, code: string): ActRow => ({
  id,
  status: "failed",
  reason: { code, detail: "" },
});
const progress = (state: ActProgress["state"], results: ActRow[]): ActProgress => ({
  state,
  results,
});

/** Answers in turn: an error is thrown; the last one is given again. */
function played<T>(...answers: (T | Error)[]) {
  let turn = 0;
  return vi.fn<() => Promise<T>>(() => {
    const answer = answers[Math.min(turn++, answers.length - 1)];
    return answer instanceof Error ? Promise.reject(answer) : Promise.resolve(answer as T);
  });
}

function run(calls: Calls, more: { resumed?: boolean; signal?: AbortSignal } = {}) {
  const tell = vi.fn<(rows: readonly ActRow[]) => void>();
  const { resumed = false, signal = new AbortController().signal } = more;
  return { tell, end: pursue({ calls, input: INPUT, resumed, tell, signal, pace: PACE }) };
}

describe("a request for many records", () => {
  test("is one call where nothing goes wrong, and tells each record in order", async () => {
    const post = played(done("b", "a", "c"));
    const { end, tell } = run({ post, look: played(progress("running", [])) });
    expect((await end).map((row) => row.id)).toEqual(["a", "b", "c"]);
    expect(post).toHaveBeenCalledOnce();
    expect(tell).toHaveBeenLastCalledWith(done("a", "b", "c"));
  });

  test("tells how far it is while the call is under way", async () => {
    let answer: (rows: ActRow[]) => void = () => undefined;
    const post = () => new Promise<ActRow[]>((resolve) => (answer = resolve));
    const { end, tell } = run({ post, look: played(progress("running", done("a"))) });
    await vi.waitFor(() =>
      expect(tell).toHaveBeenCalledWith([...done("a"), waiting("b"), waiting("c")]),
    );
    answer(done("a", "b", "c"));
    expect(await end).toEqual(done("a", "b", "c"));
  });

  test("whose answer was lost is looked at, not sent again, while the app is at it", async () => {
    const post = played<ActRow[]>(OFFLINE);
    const look = played(
      progress("running", done("a")),
      progress("running", done("a", "b")),
      progress("done", done("a", "b", "c")),
    );
    expect(await run({ post, look }).end).toEqual(done("a", "b", "c"));
    expect(post).toHaveBeenCalledOnce();
  });

  test("that never arrived is sent again under the same id", async () => {
    const post = played<ActRow[]>(OFFLINE, done("a", "b", "c"));
    const look = played<ActProgress>(OFFLINE, NOT_FOUND);
    expect(await run({ post, look }).end).toEqual(done("a", "b", "c"));
    expect(post.mock.calls.map(([input]: unknown[]) => input)).toEqual([INPUT, INPUT]);
  });

  test("that was interrupted goes on under the same id", async () => {
    const post = played<ActRow[]>(OFFLINE, done("a", "b", "c"));
    const look = played(progress("interrupted", [...done("a"), waiting("b"), waiting("c")]));
    expect(await run({ post, look }).end).toEqual(done("a", "b", "c"));
    expect(post).toHaveBeenCalledTimes(2);
  });

  test("for which the time of one call was too short goes on by itself", async () => {
    const short = [
      ...done("a"),
      failed("b", "action.out_of_time"),
      failed("c", "action.out_of_time"),
    ];
    const post = played<ActRow[]>(short, done("a", "b", "c"));
    const look = played(progress("interrupted", short));
    expect(await run({ post, look }).end).toEqual(done("a", "b", "c"));
  });

  test("ends with what failed for another reason, as that needs a person", async () => {
    const rows = [...done("a", "b"), failed("c", "remote.retry_later")];
    const post = played(rows);
    expect(await run({ post, look: played(progress("interrupted", rows)) }).end).toEqual(rows);
    expect(post).toHaveBeenCalledOnce();
  });

  test("that was begun before is looked at first", async () => {
    const post = played<ActRow[]>(done("a", "b", "c"));
    const look = played(progress("done", done("a", "b", "c")));
    expect(await run({ post, look }, { resumed: true }).end).toEqual(done("a", "b", "c"));
    expect(post).not.toHaveBeenCalled();
  });

  test("is given up after some tries that brought nothing, and what was done is known", async () => {
    const post = played<ActRow[]>(OFFLINE);
    const look = played<ActProgress>(progress("interrupted", done("a")), OFFLINE);
    const { end, tell } = run({ post, look });
    await expect(end).rejects.toBe(OFFLINE);
    expect(tell).toHaveBeenLastCalledWith([...done("a"), waiting("b"), waiting("c")]);
  });

  test.each([
    new ApiError({ status: 409, code: "connection.missing" }),
    new ApiError({ status: 404, code: "campaign.not_found" }),
    new SignInRequired(),
  ])("is not tried again where that helps nothing: %s", async (fault) => {
    const post = played<ActRow[]>(fault);
    await expect(run({ post, look: played(progress("running", [])) }).end).rejects.toBe(fault);
    expect(post).toHaveBeenCalledOnce();
  });

  test("ends at once when the page is left", async () => {
    const leaving = new AbortController();
    const look = played(progress("running", done("a")));
    const { end } = run({ post: played<ActRow[]>(OFFLINE), look }, { signal: leaving.signal });
    await vi.waitFor(() => expect(look).toHaveBeenCalled());
    leaving.abort(new Error("left"));
    await expect(end).rejects.toThrow("left");
  });
});
