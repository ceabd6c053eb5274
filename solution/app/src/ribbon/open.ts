import { host } from "./host";

export type Act = "enrol" | "send" | "show";

/** What a button is about; a page finds it packed in its `data`. */
export interface Target {
  act: Act;
  entity: string;
  ids: readonly string[];
}

const PAGE = "acd_/app/marketing.html";
const ICON = "WebResources/acd_/ribbon/marketing.svg";
const PANE = "acd_marketing";
const PANE_WIDTH = 400;
const GUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i;
const CENTRE = 1;
const DIALOG = 2;

/** Ids as the API takes them: Dynamics hands them over with braces, in upper case, or one alone. */
export function idsOf(given: unknown): string[] {
  const all: unknown[] = Array.isArray(given) ? given : [given];
  return all.flatMap((one) => {
    const found = GUID.exec(String(one));
    return found === null ? [] : [found[0].toLowerCase()];
  });
}

function packed(target: Target): string {
  const { act, entity, ids } = target;
  return new URLSearchParams({ act, entity, ids: ids.join(",") }).toString();
}

function page(target: Target) {
  return { pageType: "webresource", webresourceName: PAGE, data: packed(target) } as const;
}

/** Resolves when the dialog is closed. */
export async function openDialog(target: Target): Promise<void> {
  await host().Navigation.navigateTo(page(target), {
    target: DIALOG,
    position: CENTRE,
    width: { value: 640, unit: "px" },
    height: { value: 80, unit: "%" },
  });
}

/** Opens the pane beside the record, or shows another record in the one that is open. */
export async function openPane(target: Target): Promise<void> {
  const { sidePanes } = host().App;
  const pane =
    sidePanes.getPane(PANE) ??
    (await sidePanes.createPane({
      paneId: PANE,
      title: "Marketing",
      imageSrc: ICON,
      canClose: true,
      width: PANE_WIDTH,
    }));
  await pane.navigate(page(target));
  pane.select();
}
