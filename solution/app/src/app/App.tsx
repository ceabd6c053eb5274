import { FluentProvider, makeStyles, Toaster, tokens } from "@fluentui/react-components";
import { QueryClientProvider } from "@tanstack/react-query";
import { useState } from "react";
import { queryClient } from "../api/context";
import type { PageName } from "../host/dynamics";
import { SpeechProvider } from "../i18n/context";
import type { Language } from "../i18n/language";
import { TOASTER } from "../ui/notify";
import { ErrorBoundary } from "./ErrorBoundary";
import { Gate } from "./Gate";
import { PageOf } from "./PageOf";
import { useTheme } from "./theme";

const useStyles = makeStyles({
  root: {
    minHeight: "100vh",
    backgroundColor: tokens.colorNeutralBackground2,
    color: tokens.colorNeutralForeground1,
  },
});

export function App(props: { page: PageName; language: Language }) {
  const styles = useStyles();
  const [expired, setExpired] = useState(false);
  const [client] = useState(() => queryClient(() => setExpired(true)));
  return (
    <FluentProvider theme={useTheme()}>
      <SpeechProvider language={props.language}>
        <QueryClientProvider client={client}>
          {/* Not on the provider, whose look its pop-ups take on. */}
          <div className={styles.root}>
            <ErrorBoundary>
              <Gate
                page={props.page}
                expired={expired}
                renewed={() => {
                  setExpired(false);
                  void client.invalidateQueries();
                }}
              >
                <PageOf page={props.page} />
              </Gate>
            </ErrorBoundary>
          </div>
          <Toaster toasterId={TOASTER} position="bottom-end" />
        </QueryClientProvider>
      </SpeechProvider>
    </FluentProvider>
  );
}
