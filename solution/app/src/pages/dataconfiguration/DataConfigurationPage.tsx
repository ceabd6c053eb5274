import { Badge, Link, makeStyles, Tab, TabList, tokens } from "@fluentui/react-components";
import { PlugDisconnectedRegular } from "@fluentui/react-icons";
import { useQuery } from "@tanstack/react-query";
import { useCallback, useState, type ReactNode } from "react";
import { createPortal } from "react-dom";
import { useApi } from "../../api/context";
import { ApiError } from "../../api/problem";
import { ENTITIES, type Entity } from "../../api/types";
import { pageAddress, pageData } from "../../host/dynamics";
import { useTexts } from "../../i18n/context";
import { EmptyState } from "../../ui/EmptyState";
import { Loaded } from "../../ui/Loaded";
import { Page } from "../../ui/Page";
import { Section } from "../../ui/Section";
import { MappingEditor } from "./MappingEditor";
import { useStoredMapping } from "./useMapping";

const useStyles = makeStyles({
  panel: { display: "flex", flexDirection: "column", gap: tokens.spacingVerticalL },
  hidden: { display: "none" },
  tab: { display: "inline-flex", alignItems: "center", gap: tokens.spacingHorizontalXS },
  commands: { display: "contents" },
});

function asked(): Entity {
  return pageData().get("entity") === "contact" ? "contact" : "lead";
}

export default function DataConfigurationPage() {
  const styles = useStyles();
  const { mapping, common } = useTexts();
  const [entity, setEntity] = useState<Entity>(asked);
  const [visited, setVisited] = useState<readonly Entity[]>([entity]);
  const [unsaved, setUnsaved] = useState<Partial<Record<Entity, boolean>>>({});
  const [bar, setBar] = useState<HTMLElement | null>(null);
  const note = useCallback((of: Entity, is: boolean) => {
    setUnsaved((before) => (before[of] === is ? before : { ...before, [of]: is }));
  }, []);

  return (
    <Page
      title={mapping.title}
      description={mapping.description}
      commands={<div ref={setBar} className={styles.commands} />}
    >
      <TabList
        aria-label={mapping.entities}
        selectedValue={entity}
        onTabSelect={(_, { value }) => {
          const next = value as Entity;
          setEntity(next);
          if (!visited.includes(next)) setVisited([...visited, next]);
        }}
      >
        {ENTITIES.map((one) => (
          <Tab key={one} value={one} id={`tab-${one}`} aria-controls={`panel-${one}`}>
            <span className={styles.tab}>
              {one === "lead" ? common.leads : common.contacts}
              {unsaved[one] && <Badge size="extra-small" aria-label={common.unsavedBadge} />}
            </span>
          </Tab>
        ))}
      </TabList>
      {/* What was typed for the one entity stays while the other is looked at. */}
      {visited.map((one) => (
        <div
          key={one}
          role="tabpanel"
          id={`panel-${one}`}
          aria-labelledby={`tab-${one}`}
          className={one === entity ? styles.panel : styles.hidden}
        >
          <OfEntity
            entity={one}
            onUnsaved={note}
            renderCommands={(commands) =>
              one === entity && bar !== null ? createPortal(commands, bar) : null
            }
          />
        </div>
      ))}
    </Page>
  );
}

interface Props {
  entity: Entity;
  onUnsaved: (entity: Entity, unsaved: boolean) => void;
  renderCommands: (commands: ReactNode) => ReactNode;
}

function OfEntity({ entity, onUnsaved, renderCommands }: Props) {
  const api = useApi();
  const stored = useStoredMapping(entity);
  const fields = useQuery({
    queryKey: ["fields", entity],
    queryFn: ({ signal }) => api.fields(entity, signal),
    staleTime: Infinity,
  });
  const tell = useCallback((is: boolean) => onUnsaved(entity, is), [entity, onUnsaved]);
  if (needsConnection(stored.error) || needsConnection(fields.error)) return <ConnectFirst />;
  return (
    <Loaded query={stored} rows={4}>
      {(answer) => (
        <Loaded query={fields} rows={8}>
          {(both) => (
            <MappingEditor
              key={entity}
              entity={entity}
              stored={answer}
              fields={both}
              renderCommands={renderCommands}
              onUnsaved={tell}
            />
          )}
        </Loaded>
      )}
    </Loaded>
  );
}

function needsConnection(fault: unknown): boolean {
  return (
    fault instanceof ApiError && ["connection.missing", "mapping.missing"].includes(fault.code)
  );
}

function ConnectFirst() {
  const { mapping } = useTexts();
  return (
    <Section title={mapping.fields}>
      <EmptyState
        as="h2"
        icon={<PlugDisconnectedRegular />}
        title={mapping.notConnected}
        text={mapping.notConnectedText}
      >
        <Link href={pageAddress("settings")}>{mapping.goConnect}</Link>
      </EmptyState>
    </Section>
  );
}
