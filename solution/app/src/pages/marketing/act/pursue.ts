import { ApiError } from "../../../api/problem";
import type { ActInput, ActProgress, ActRow } from "../../../api/marketing";

/** One act, such as sending a campaign, with one target. */
export interface Calls {
  post(input: ActInput, signal: AbortSignal): Promise<ActRow[]>;
  look(requestId: string, signal: AbortSignal): Promise<ActProgress>;
}

export interface Pace {
  /** Between two looks while it is carried out. */
  lookMs: number;
  /** Before the first try again, doubled with each. */
  againMs: number;
}

const PACE: Pace = { lookMs: 2000, againMs: 2000 };
const MOST_WAIT_MS = 20_000;
/** Tries in a row that brought nothing: about a minute without a network. */
const MOST_FRUITLESS = 6;

interface Run {
  calls: Calls;
  input: ActInput;
  /** It was begun before: see how far it is, before anything is sent. */
  resumed: boolean;
  tell: (rows: readonly ActRow[]) => void;
  signal: AbortSignal;
  pace?: Pace;
}

/** Carries a request out to its end, over interruptions of the network and of the app, always with
    the same id: the app does nothing twice for it. `tell` hears how far it is. Gives the last rows,
    one per id in order. Throws ApiError when it is of no use to go on, SignInRequired, or the
    signal's reason; what was done stands, and going on later does the rest. */
export async function pursue(run: Run): Promise<ActRow[]> {
  const { calls, input, signal, pace = PACE } = run;
  let rows = ordered(input.ids, []);
  let fruitless = 0;
  let look = run.resumed;

  const heard = (results: readonly ActRow[]) => {
    const before = through(rows);
    rows = ordered(input.ids, results, rows);
    if (through(rows) > before) fruitless = 0;
    run.tell(rows);
  };
  const pause = async (fault: ApiError | null) => {
    fruitless += 1;
    if (fruitless > MOST_FRUITLESS) throw fault ?? new ApiError({ status: 0, code: "app.timeout" });
    const asked = (fault?.retryAfterSeconds ?? 0) * 1000;
    const wait = Math.max(pace.againMs * 2 ** (fruitless - 1), asked);
    await sleep(Math.min(wait, MOST_WAIT_MS), signal);
  };

  for (;;) {
    try {
      if (look) {
        const progress = await calls.look(input.requestId, signal);
        heard(progress.results);
        if (progress.state === "running") {
          await sleep(pace.lookMs, signal);
          continue;
        }
        if (!rows.some(isOpen)) return rows;
        look = false;
      } else {
        heard(await watched(run, pace, heard));
        if (!rows.some(isOpen)) return rows;
        look = true;
        await pause(null);
      }
    } catch (fault) {
      if (!(fault instanceof ApiError)) throw fault;
      if (look && fault.code === "action.request_not_found") {
        look = false; // it never arrived
        await pause(fault);
      } else if (fault.passing) {
        look = true; // whether it arrived is not known
        await pause(fault);
      } else {
        throw fault;
      }
    }
  }
}

/** Posts, and looks meanwhile how far it is: the answer comes when all is done. */
async function watched(
  { calls, input, signal }: Run,
  pace: Pace,
  heard: (rows: readonly ActRow[]) => void,
): Promise<ActRow[]> {
  const over = new AbortController();
  const watching = AbortSignal.any([signal, over.signal]);
  const watch = async () => {
    for (;;) {
      await sleep(pace.lookMs, watching);
      const progress = await calls.look(input.requestId, watching).catch(() => null);
      if (progress !== null && !watching.aborted) heard(progress.results);
    }
  };
  watch().catch(() => undefined); // it ends by the abort
  try {
    return await calls.post(input, signal);
  } finally {
    over.abort();
  }
}

/** The same request again may bring this record to another end without a click. */
export function isOpen(row: ActRow): boolean {
  return (
    row.status === "waiting" ||
    row.reason?.code === "action.out_of_time" ||
    row.reason?.code === "action.under_way"
  );
}

function through(rows: readonly ActRow[]): number {
  return rows.filter((row) => !isOpen(row)).length;
}

/** One row per id, in order; of those that are not told, what was known. */
function ordered(
  ids: readonly string[],
  told: readonly ActRow[],
  before: readonly ActRow[] = [],
): ActRow[] {
  const known = new Map([...before, ...told].map((row) => [row.id, row]));
  return ids.map((id) => known.get(id) ?? { id, status: "waiting", reason: null });
}

function sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((done, failed) => {
    const stop = () => {
      clearTimeout(timer);
      failed(signal.reason as Error);
    };
    const timer = setTimeout(() => {
      signal.removeEventListener("abort", stop);
      done();
    }, milliseconds);
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
}
