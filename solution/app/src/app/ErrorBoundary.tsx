import { Button } from "@fluentui/react-components";
import { ErrorCircleRegular } from "@fluentui/react-icons";
import { Component, type ReactNode } from "react";
import { useTexts } from "../i18n/context";
import { EmptyState } from "../ui/EmptyState";

/** A fault of the page's own code leaves no blank page. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false };

  static getDerivedStateFromError() {
    return { broken: true };
  }

  override render() {
    return this.state.broken ? <Broken /> : this.props.children;
  }
}

function Broken() {
  const { shell } = useTexts();
  return (
    <EmptyState icon={<ErrorCircleRegular />} title={shell.faultTitle} text={shell.faultText}>
      <Button appearance="primary" onClick={() => location.reload()}>
        {shell.reload}
      </Button>
    </EmptyState>
  );
}
