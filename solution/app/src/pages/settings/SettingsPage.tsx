import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useApi } from "../../api/context";
import type { Connection } from "../../api/types";
import { useTexts } from "../../i18n/context";
import { Loaded } from "../../ui/Loaded";
import { Page } from "../../ui/Page";
import { Section } from "../../ui/Section";
import { Checks } from "./Checks";
import { Connected } from "./Connected";
import { ConnectForm } from "./ConnectForm";

export default function SettingsPage() {
  const { settings } = useTexts();
  const api = useApi();
  const client = useQueryClient();
  const [fresh, setFresh] = useState(false);
  const query = useQuery({
    queryKey: ["connection"],
    queryFn: ({ signal }) => api.connection(signal),
  });

  const changed = (connection: Connection | null) => {
    if (connection === null) void client.invalidateQueries({ queryKey: ["connection"] });
    else client.setQueryData(["connection"], connection);
    void client.invalidateQueries({ queryKey: ["setup"] });
  };

  return (
    <Page title={settings.title} description={settings.description}>
      <Loaded query={query} rows={4}>
        {(connection) =>
          connection.connected ? (
            <Connected
              connection={connection}
              fresh={fresh}
              onChange={(next) => {
                setFresh(false);
                changed(next);
              }}
            />
          ) : (
            <Section title={settings.connectTitle} text={settings.connectText}>
              <ConnectForm
                address=""
                act={settings.connect}
                onConnected={(connection) => {
                  setFresh(true);
                  changed(connection);
                }}
              />
            </Section>
          )
        }
      </Loaded>
      <Checks />
    </Page>
  );
}
