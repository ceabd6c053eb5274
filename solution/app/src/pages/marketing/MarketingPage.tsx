import { PersonRegular } from "@fluentui/react-icons";
import { useState } from "react";
import { pageTarget, type Target } from "../../host/target";
import { useTexts } from "../../i18n/context";
import { EmptyState } from "../../ui/EmptyState";
import { Page } from "../../ui/Page";
import { ActFlow } from "./act/ActFlow";
import type { Act } from "./act/kept";
import { Panel } from "./panel/Panel";

/** What the buttons on leads and contacts open, and a maker may put on a form. */
export default function MarketingPage() {
  const { panel } = useTexts();
  const [target] = useState(pageTarget);
  if (target === null) {
    return (
      <main>
        <EmptyState icon={<PersonRegular />} title={panel.noRecordTitle} text={panel.noRecord} />
      </main>
    );
  }
  const { act } = target;
  return act === "show" ? <Panel target={target} /> : <ActPage target={target} act={act} />;
}

function ActPage({ target, act }: { target: Target; act: Act }) {
  const { acts, common } = useTexts();
  const { entity, ids } = target;
  const count = entity === "lead" ? acts.leads(ids.length) : acts.contacts(ids.length);
  return (
    <Page title={acts.title[act]} description={`${count} · ${common.app}`}>
      <ActFlow act={act} entity={entity} ids={ids} />
    </Page>
  );
}
