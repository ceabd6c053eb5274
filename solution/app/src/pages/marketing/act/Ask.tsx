import { Button, makeStyles, Text, tokens } from "@fluentui/react-components";
import { useTexts } from "../../../i18n/context";
import { Buttons } from "./Buttons";
import type { Choice } from "./Choose";
import type { Act } from "./kept";
import { Step } from "./Step";

const useStyles = makeStyles({
  quiet: { color: tokens.colorNeutralForeground2 },
  people: {
    margin: 0,
    paddingInlineStart: tokens.spacingHorizontalXL,
    maxHeight: "14rem",
    overflowY: "auto",
    overflowWrap: "anywhere",
  },
});

interface Props {
  act: Act;
  choice: Choice;
  ids: readonly string[];
  names: ReadonlyMap<string, string> | undefined;
  back: () => void;
  go: () => void;
}

/** Says what will be done, and for how many people, before it is. */
export function Ask({ act, choice, ids, names, back, go }: Props) {
  const styles = useStyles();
  const { acts, common, dashboard } = useTexts();
  const question = acts.question[act](choice.name, ids.length);
  return (
    <Step label={question}>
      <Text size={400} weight="semibold">
        {question}
      </Text>
      <Text className={styles.quiet}>{acts.rule[act]}</Text>
      {names !== undefined && (
        <ul aria-label={acts.people} className={styles.people} tabIndex={0}>
          {ids.map((id) => (
            <li key={id}>
              <Text>{names.get(id) || dashboard.noName}</Text>
            </li>
          ))}
        </ul>
      )}
      <Buttons>
        <Button appearance="primary" onClick={go}>
          {acts.go[act](ids.length)}
        </Button>
        <Button onClick={back}>{common.back}</Button>
      </Buttons>
    </Step>
  );
}
