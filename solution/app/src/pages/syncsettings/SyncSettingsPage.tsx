import {
  Badge,
  Field,
  makeStyles,
  Option,
  Dropdown,
  Switch,
  Text,
  tokens,
} from "@fluentui/react-components";
import { ArrowUndoRegular, SaveRegular } from "@fluentui/react-icons";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useApi } from "../../api/context";
import { FREQUENCIES, type FrequencyHours, type SyncSettings } from "../../api/types";
import { useFormats, useTexts } from "../../i18n/context";
import { Command, RefreshCommand } from "../../ui/command";
import { Confirm } from "../../ui/Confirm";
import { Fault } from "../../ui/Fault";
import { Loaded } from "../../ui/Loaded";
import { useNotify } from "../../ui/notify";
import { Page } from "../../ui/Page";
import { Section } from "../../ui/Section";
import { useUnsavedGuard } from "../../ui/unsaved";
import { changeOf, draftOf, isValid, type Draft } from "./draft";
import { ConfigurationSection } from "./ConfigurationSection";
import { FuseFields } from "./FuseFields";
import { InitialSync } from "./InitialSync";
import { TimelineSection } from "./TimelineSection";

const KEY = ["sync-settings"];
const POLL_MS = 4_000;

const useStyles = makeStyles({
  hint: { color: tokens.colorNeutralForeground3 },
  frequency: { minWidth: "12rem" },
  two: {
    display: "grid",
    gridTemplateColumns: "repeat(auto-fit, minmax(15rem, 1fr))",
    alignItems: "start",
    gap: tokens.spacingHorizontalL,
  },
});

export default function SyncSettingsPage() {
  const { sync, common } = useTexts();
  const api = useApi();
  const client = useQueryClient();
  const notify = useNotify();
  const [draft, setDraft] = useState<Draft | null>(null);
  const [asking, setAsking] = useState(false);
  const query = useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => api.syncSettings(signal),
    refetchInterval: ({ state }) => (state.data?.initialSync.state === "done" ? false : POLL_MS),
  });
  const settings = query.data;
  const change = settings === undefined || draft === null ? null : changeOf(settings, draft);
  const unsaved = draft !== null && (change !== null || !isValid(draft));
  useUnsavedGuard(unsaved);
  const save = useMutation({
    mutationFn: () => api.setSyncSettings(change ?? {}),
    onSuccess: (saved) => {
      client.setQueryData(KEY, saved);
      setDraft(null);
      notify.done(common.saved);
    },
  });

  const trySave = () => {
    if (change?.globalSync === false) setAsking(true);
    else save.mutate();
  };

  return (
    <Page
      title={sync.title}
      description={sync.description}
      commands={
        <>
          <Command
            icon={<SaveRegular />}
            disabled={!unsaved || !isValid(draft)}
            disabledFocusable={save.isPending}
            onClick={trySave}
          >
            {common.save}
          </Command>
          <Command
            icon={<ArrowUndoRegular />}
            disabled={!unsaved}
            onClick={() => {
              setDraft(null);
              save.reset();
            }}
          >
            {common.discard}
          </Command>
          <RefreshCommand onClick={() => void query.refetch()} />
          {unsaved && <Badge appearance="tint">{common.unsavedBadge}</Badge>}
        </>
      }
    >
      {save.isError && <Fault fault={save.error} />}
      <Loaded query={query} rows={8}>
        {(loaded) => (
          <Content
            settings={loaded}
            readAt={query.dataUpdatedAt}
            draft={draft ?? draftOf(loaded)}
            onChange={setDraft}
          />
        )}
      </Loaded>
      <ConfigurationSection
        onRestored={() => {
          setDraft(null);
          void client.invalidateQueries();
        }}
      />
      <Confirm
        open={asking}
        title={sync.globalOffTitle}
        text={sync.globalOff}
        act={sync.switchOff}
        onAnswer={(yes) => {
          setAsking(false);
          if (yes) save.mutate();
        }}
      />
    </Page>
  );
}

interface ContentProps {
  settings: SyncSettings;
  readAt: number;
  draft: Draft;
  onChange: (draft: Draft) => void;
}

function Content({ settings, readAt, draft, onChange }: ContentProps) {
  const styles = useStyles();
  const { sync, common } = useTexts();
  const set = (part: Partial<Draft>) => onChange({ ...draft, ...part });
  return (
    <>
      <Section
        title={sync.global}
        text={sync.globalText}
        aside={
          <Switch
            aria-label={sync.global}
            label={draft.globalSync ? common.on : common.off}
            checked={draft.globalSync}
            onChange={(_, { checked }) => set({ globalSync: checked })}
          />
        }
      />
      <InitialSync
        sync={settings.initialSync}
        readAt={readAt}
        paused={!settings.globalSync}
        runAutomations={draft.runAutomations}
        onRunAutomations={(runAutomations) => set({ runAutomations })}
      />
      <Section title={sync.frequency} text={sync.frequencyText}>
        <div className={styles.two}>
          <Field label={sync.frequency}>
            <Dropdown
              className={styles.frequency}
              value={sync.every(draft.frequencyHours)}
              selectedOptions={[String(draft.frequencyHours)]}
              onOptionSelect={(_, { optionValue }) =>
                set({ frequencyHours: Number(optionValue) as FrequencyHours })
              }
            >
              {FREQUENCIES.map((hours) => (
                <Option key={hours} value={String(hours)}>
                  {sync.every(hours)}
                </Option>
              ))}
            </Dropdown>
          </Field>
          <NextRun at={settings.nextRunAt} />
        </div>
      </Section>
      <FuseFields fuse={draft.fuse} onChange={(fuse) => set({ fuse })} />
      <TimelineSection
        on={draft.timeline}
        saved={settings.timeline}
        onChange={(timeline) => set({ timeline })}
      />
    </>
  );
}

function NextRun({ at }: { at: string | null }) {
  const styles = useStyles();
  const { sync } = useTexts();
  const formats = useFormats();
  return (
    <div>
      <Text block>{sync.next}</Text>
      <Text block weight="semibold" size={400}>
        {at === null ? sync.noNext : formats.dateTime(at)}
      </Text>
      <Text block size={200} className={styles.hint}>
        {at === null ? sync.noNextText : formats.relative(at)}
      </Text>
    </div>
  );
}
