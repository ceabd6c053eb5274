import { Button, type ButtonProps } from "@fluentui/react-components";
import { ArrowClockwiseRegular } from "@fluentui/react-icons";
import { useTexts } from "../i18n/context";

/** A button of the command bar. */
export function Command(props: ButtonProps) {
  return <Button appearance="subtle" {...props} />;
}

export function RefreshCommand(props: { onClick: () => void; busy?: boolean }) {
  const { common } = useTexts();
  return (
    <Command
      icon={<ArrowClockwiseRegular />}
      disabledFocusable={props.busy ?? false}
      onClick={props.onClick}
    >
      {common.refresh}
    </Command>
  );
}
