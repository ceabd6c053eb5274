import { Button, Text } from "@fluentui/react-components";
import { useTexts } from "../../../i18n/context";
import { Buttons } from "./Buttons";
import type { Request } from "./kept";
import { Step } from "./Step";

interface Props {
  request: Request;
  goOn: () => void;
  startAnew: () => void;
}

/** The page was closed in the middle: going on does what is left, and nothing twice. */
export function Resume({ request, goOn, startAnew }: Props) {
  const { acts } = useTexts();
  const { act, targetName, ids } = request;
  return (
    <Step label={acts.unfinishedTitle}>
      <Text as="h2" size={400} weight="semibold">
        {acts.unfinishedTitle}
      </Text>
      <Text>{acts.unfinished[act](targetName, ids.length)}</Text>
      <Buttons>
        <Button appearance="primary" onClick={goOn}>
          {acts.goOn}
        </Button>
        <Button onClick={startAnew}>{acts.startAnew}</Button>
      </Buttons>
    </Step>
  );
}
