import {
  Button,
  makeStyles,
  MessageBar,
  MessageBarBody,
  Radio,
  RadioGroup,
  Text,
  tokens,
} from "@fluentui/react-components";
import { AddRegular } from "@fluentui/react-icons";
import type { Column, FieldFault, Mapping } from "../../api/types";
import { useTexts } from "../../i18n/context";
import { Section } from "../../ui/Section";
import { CriterionRow } from "./CriterionRow";
import type { Edit } from "./editing";
import { useFaultText } from "./FaultText";

const useStyles = makeStyles({
  rows: { display: "flex", flexDirection: "column", gap: tokens.spacingVerticalS },
  add: { alignSelf: "flex-start" },
  none: { color: tokens.colorNeutralForeground3 },
});

interface Props {
  mapping: Mapping;
  columns: readonly Column[];
  faults: readonly FieldFault[];
  onChange: (edit: Edit) => void;
}

/** All records, or those that meet criteria. */
export function Scope({ mapping, columns, faults, onChange }: Props) {
  const styles = useStyles();
  const { mapping: texts } = useTexts();
  const faultText = useFaultText();
  const ofList = faultText(faults.filter((fault) => fault.field === "criteria"));
  return (
    <Section title={texts.scope}>
      <RadioGroup
        aria-label={texts.scope}
        value={mapping.scope}
        onChange={(_, { value }) =>
          onChange({ kind: "set", part: { scope: value === "criteria" ? "criteria" : "all" } })
        }
      >
        <Radio value="all" label={texts.scopes.all} />
        <Radio value="criteria" label={texts.scopes.criteria} />
      </RadioGroup>
      {mapping.scope === "criteria" && (
        <div className={styles.rows}>
          {ofList !== undefined && (
            <MessageBar intent="error" layout="multiline">
              <MessageBarBody>{ofList}</MessageBarBody>
            </MessageBar>
          )}
          {mapping.criteria.length === 0 && ofList === undefined && (
            <Text className={styles.none}>{texts.noCriteria}</Text>
          )}
          {mapping.criteria.map((criterion, place) => (
            <CriterionRow
              key={place}
              criterion={criterion}
              place={place}
              columns={columns}
              faults={faults}
              onChange={(next) => onChange({ kind: "setCriterion", place, criterion: next })}
              onRemove={() => onChange({ kind: "removeCriterion", place })}
            />
          ))}
          <Button
            className={styles.add}
            icon={<AddRegular />}
            onClick={() => onChange({ kind: "addCriterion" })}
          >
            {texts.addCriterion}
          </Button>
        </div>
      )}
    </Section>
  );
}
