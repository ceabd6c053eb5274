import {
  Badge,
  Button,
  MessageBar,
  MessageBarActions,
  MessageBarBody,
  MessageBarTitle,
} from "@fluentui/react-components";
import { ArrowUndoRegular, PreviewLinkRegular, SaveRegular } from "@fluentui/react-icons";
import { useCallback, useEffect, useRef, useState } from "react";
import type { Answer } from "../../api/http";
import { ApiError } from "../../api/problem";
import type { Entity, Fields, Mapping } from "../../api/types";
import { useTexts } from "../../i18n/context";
import { Command } from "../../ui/command";
import { Fault } from "../../ui/Fault";
import { useUnsavedGuard } from "../../ui/unsaved";
import type { Edit } from "./editing";
import { FaultSummary } from "./FaultSummary";
import { General } from "./General";
import { Pairs } from "./Pairs";
import { PreviewDrawer } from "./PreviewDrawer";
import { Scope } from "./Scope";
import { useEditing } from "./useMapping";

interface Props {
  entity: Entity;
  stored: Answer<Mapping>;
  fields: Fields;
  /** Where the page shows its commands. */
  renderCommands: (commands: React.ReactNode) => React.ReactNode;
  onUnsaved: (unsaved: boolean) => void;
}

/** The mapping of one entity, with its commands. */
export function MappingEditor({ entity, stored, fields, renderCommands, onUnsaved }: Props) {
  const { mapping: texts, common } = useTexts();
  const editing = useEditing(entity, stored);
  const { mapping, faults, unsaved, saveFault } = editing;
  const [previewOpen, setPreviewOpen] = useState(false);
  useUnsavedGuard(unsaved);
  useEffect(() => onUnsaved(unsaved), [onUnsaved, unsaved]);

  // Rows are drawn anew only for what they are given: the way to change them stays the same.
  const latest = useRef(editing.change);
  useEffect(() => {
    latest.current = editing.change;
  });
  const change = useCallback((edit: Edit) => latest.current(edit), []);

  const stale = saveFault instanceof ApiError && saveFault.status === 412;
  const shownAtPlace = saveFault instanceof ApiError && saveFault.errors.length > 0;

  return (
    <>
      {renderCommands(
        <>
          <Command
            icon={<SaveRegular />}
            disabled={!unsaved}
            disabledFocusable={editing.saving}
            onClick={editing.save}
          >
            {common.save}
          </Command>
          <Command
            icon={<PreviewLinkRegular />}
            onClick={() => {
              if (editing.preview()) setPreviewOpen(true);
            }}
          >
            {texts.preview}
          </Command>
          <Command icon={<ArrowUndoRegular />} disabled={!unsaved} onClick={editing.discard}>
            {common.discard}
          </Command>
          {unsaved && <Badge appearance="tint">{common.unsavedBadge}</Badge>}
        </>,
      )}
      {editing.restored && unsaved && !stale && (
        <MessageBar intent="info">
          <MessageBarBody>{texts.restored}</MessageBarBody>
        </MessageBar>
      )}
      {stale && <Stale reload={() => void editing.reload()} />}
      {saveFault !== null && !stale && !shownAtPlace && <Fault fault={saveFault} />}
      <FaultSummary faults={faults} mapping={mapping} fields={fields} />
      <General entity={entity} mapping={mapping} faults={faults} onChange={change} />
      <Scope mapping={mapping} columns={fields.dynamics} faults={faults} onChange={change} />
      <Pairs mapping={mapping} fields={fields} faults={faults} onChange={change} />
      <PreviewDrawer
        entity={entity}
        open={previewOpen}
        query={editing.previewing}
        fields={fields}
        onClose={() => setPreviewOpen(false)}
      />
    </>
  );
}

function Stale({ reload }: { reload: () => void }) {
  const { mapping } = useTexts();
  return (
    <MessageBar intent="warning" layout="multiline">
      <MessageBarBody>
        <MessageBarTitle>{mapping.staleTitle}</MessageBarTitle>
        {mapping.stale}
      </MessageBarBody>
      <MessageBarActions>
        <Button size="small" appearance="primary" onClick={reload}>
          {mapping.reload}
        </Button>
      </MessageBarActions>
    </MessageBar>
  );
}
