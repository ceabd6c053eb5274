import { Button, makeStyles, tokens } from "@fluentui/react-components";
import { ArrowDownloadRegular, ArrowUploadRegular } from "@fluentui/react-icons";
import { useMutation } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useApi } from "../../api/context";
import { ApiError } from "../../api/problem";
import { useTexts } from "../../i18n/context";
import { Confirm } from "../../ui/Confirm";
import { Explained, Fault } from "../../ui/Fault";
import { useNotify } from "../../ui/notify";
import { Section } from "../../ui/Section";
import {
  NotJson,
  readConfiguration,
  saveConfiguration,
  type Configuration,
} from "./configuration_file";

const useStyles = makeStyles({
  acts: { display: "flex", flexWrap: "wrap", gap: tokens.spacingHorizontalM },
  faults: { margin: 0, paddingInlineStart: tokens.spacingHorizontalXL },
});

interface Read {
  configuration: Configuration;
  /** Of the configuration that it replaces. */
  etag: string;
}

/** Mappings and settings as a file: to be kept, and brought back. */
export function ConfigurationSection({ onRestored }: { onRestored: () => void }) {
  const styles = useStyles();
  const { sync } = useTexts();
  const api = useApi();
  const notify = useNotify();
  const input = useRef<HTMLInputElement>(null);
  const [read, setRead] = useState<Read | null>(null);
  const download = useMutation({
    mutationFn: () => api.configuration(),
    onSuccess: ({ data }) => saveConfiguration(data),
  });
  const look = useMutation({
    mutationFn: async (file: File) => {
      const configuration = await readConfiguration(file);
      return { configuration, etag: (await api.configuration()).etag ?? "" };
    },
    onSuccess: setRead,
  });
  const restore = useMutation({
    mutationFn: ({ configuration, etag }: Read) => api.setConfiguration(configuration, etag),
    onSuccess: () => {
      notify.done(sync.restored);
      onRestored();
    },
  });
  const busy = download.isPending || look.isPending || restore.isPending;
  const fault = download.error ?? look.error ?? restore.error;
  return (
    <Section title={sync.configuration} text={sync.configurationText}>
      <div className={styles.acts}>
        <Button
          icon={<ArrowDownloadRegular />}
          disabledFocusable={busy}
          onClick={() => download.mutate()}
        >
          {sync.download}
        </Button>
        <Button
          icon={<ArrowUploadRegular />}
          disabledFocusable={busy}
          onClick={() => input.current?.click()}
        >
          {sync.upload}
        </Button>
        <input
          ref={input}
          type="file"
          accept=".json,application/json"
          hidden
          aria-label={sync.upload}
          onChange={({ target }) => {
            const file = target.files?.[0];
            target.value = ""; // the same file may be chosen again
            download.reset();
            restore.reset();
            if (file !== undefined) look.mutate(file);
          }}
        />
      </div>
      {fault !== null && <Wrong fault={fault} />}
      <Confirm
        open={read !== null}
        title={sync.restoreTitle}
        text={sync.restoreText}
        act={sync.restore}
        onAnswer={(yes) => {
          setRead(null);
          if (yes && read !== null) restore.mutate(read);
        }}
      />
    </Section>
  );
}

const NOT_JSON = new ApiError({ status: 0, code: "json" });

function Wrong({ fault }: { fault: Error }) {
  const styles = useStyles();
  const { sync } = useTexts();
  if (fault instanceof NotJson) return <Fault fault={NOT_JSON}>{sync.notAFile}</Fault>;
  const errors = fault instanceof ApiError ? fault.errors : [];
  return (
    <Fault fault={fault}>
      {errors.length > 0 && (
        <ul className={styles.faults}>
          {errors.map(({ field, code, message }) => (
            <li key={`${field} ${code}`}>
              {field}: <Explained said={{ code, detail: message }} strong={false} />
            </li>
          ))}
        </ul>
      )}
    </Fault>
  );
}
