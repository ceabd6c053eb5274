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
/** How long the address of a web resource may be is not documented; the web server of Microsoft
    takes 2,048 characters unless it is told otherwise. More ids than these are left in the tab. */
const MOST_IN_ADDRESS = 25;
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

function packed({ act, entity, ids }: Target): string {
  const all = ids.join(",");
  const place = ids.length > MOST_IN_ADDRESS ? leave(all) : null;
  const told: Record<string, string> = place === null ? { ids: all } : { kept: place };
  return new URLSearchParams({ act, entity, ...told }).toString();
}

/** Where in the tab's storage, which the pages share, the ids are; null if it is blocked. The place
    of the last dialog is used again, as only one is open. */
function leave(ids: string): string | null {
  const place = "acd.ids";
  try {
    sessionStorage.setItem(place, ids);
    return place;
  } catch {
    return null;
  }
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
