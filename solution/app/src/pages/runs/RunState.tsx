import { Badge, type BadgeProps } from "@fluentui/react-components";
import type { RunState as State } from "../../api/types";
import { useTexts } from "../../i18n/context";

const COLOURS: Readonly<Record<State, NonNullable<BadgeProps["color"]>>> = {
  running: "brand",
  held: "warning",
  done: "success",
  failed: "danger",
};

export function RunState({ state }: { state: State }) {
  const { runs } = useTexts();
  return (
    <Badge appearance="tint" color={COLOURS[state]}>
      {runs.state[state]}
    </Badge>
  );
}
