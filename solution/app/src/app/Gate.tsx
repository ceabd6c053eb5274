import { Button, Spinner } from "@fluentui/react-components";
import {
  LockClosedRegular,
  PersonProhibitedRegular,
  PlugDisconnectedRegular,
  WrenchRegular,
} from "@fluentui/react-icons";
import type { ReactNode } from "react";
import { SessionContext } from "../api/context";
import { ApiError } from "../api/problem";
import type { Me } from "../api/types";
import { ConfigError } from "../config/environment";
import type { PageName } from "../host/dynamics";
import { useExplain, useTexts } from "../i18n/context";
import { EmptyState } from "../ui/EmptyState";
import { Expired } from "./Expired";
import { SignIn } from "./SignIn";
import { useStart } from "./start";

interface Props {
  page: PageName;
  /** A call found that the sign-in is no good any more. */
  expired: boolean;
  renewed: () => void;
  children: ReactNode;
}

/** Shows its children to whoever is signed in and may see this page; to others, what to do. */
export function Gate({ page, expired, renewed, children }: Props) {
  const { shell } = useTexts();
  const { start, signIn, again, tokens } = useStart();
  switch (start.state) {
    case "starting":
      return (
        <EmptyState>
          <Spinner label={shell.starting} />
        </EmptyState>
      );
    case "signIn":
      return <SignIn fault={start.fault} busy={start.busy} signIn={() => void signIn()} />;
    case "failed":
      return <Failed fault={start.fault} again={again} />;
    case "ready":
      if (!maySee(page, start.session.me)) {
        return (
          <EmptyState
            icon={<LockClosedRegular />}
            title={shell.adminOnlyTitle}
            text={shell.adminOnly}
          />
        );
      }
      return (
        <SessionContext.Provider value={start.session}>
          {expired && tokens !== null && <Expired tokens={tokens} renewed={renewed} />}
          {children}
        </SessionContext.Provider>
      );
  }
}

function maySee(page: PageName, me: Me): boolean {
  return page === "dashboard" || page === "marketing" || me.roles.includes("admin");
}

function Failed({ fault, again }: { fault: unknown; again: () => void }) {
  const { shell, common } = useTexts();
  const explain = useExplain();
  const retry = (
    <Button appearance="primary" onClick={again}>
      {common.retry}
    </Button>
  );
  if (fault instanceof ConfigError) {
    const text =
      fault.kind === "missing"
        ? shell.config.missing(fault.names.join(", "))
        : shell.config[fault.kind];
    return (
      <EmptyState icon={<WrenchRegular />} title={shell.configTitle} text={text}>
        {retry}
      </EmptyState>
    );
  }
  if (fault instanceof ApiError && fault.status === 403) {
    return (
      <EmptyState icon={<PersonProhibitedRegular />} title={shell.noRoleTitle} text={shell.noRole}>
        {retry}
      </EmptyState>
    );
  }
  const said = fault instanceof ApiError ? fault : { code: "app.unexpected", detail: "" };
  const { text, remedy } = explain(said);
  return (
    <EmptyState
      icon={<PlugDisconnectedRegular />}
      title={shell.unreachableTitle}
      text={`${text} ${remedy}`}
    >
      {retry}
    </EmptyState>
  );
}
