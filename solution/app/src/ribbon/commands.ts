import { holdsRole } from "./roles";
import { idsOf, openDialog, openPane, type Act } from "./open";

/* What the buttons on leads and contacts call: `control` is the form or the grid, `ids` the records'
   ids, `entity` their table. The names are those of solution/src/ribbon.toml. */

type Handler = (control: unknown, ids: unknown, entity: string) => Promise<void>;

function dialog(act: Act): Handler {
  return (_, ids, entity) => openDialog({ act, entity, ids: idsOf(ids) });
}

const Ribbon = {
  addToAutomation: dialog("enrol"),
  sendCampaign: dialog("send"),
  marketing: ((_, ids, entity) => openPane({ act: "show", entity, ids: idsOf(ids) })) as Handler,
  holdsRole,
};

declare global {
  interface Window {
    ActiveCampaign?: Record<string, unknown>;
  }
}

window.ActiveCampaign = { ...window.ActiveCampaign, Ribbon };
