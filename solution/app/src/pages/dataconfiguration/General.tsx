import { Dropdown, Field, makeStyles, Option, Switch, tokens } from "@fluentui/react-components";
import type { Direction, Entity, FieldFault, Mapping, Policy } from "../../api/types";
import { useTexts } from "../../i18n/context";
import { PersonPicker } from "../../ui/PersonPicker";
import { Section } from "../../ui/Section";
import type { Edit } from "./editing";
import { useFaultText } from "./FaultText";

const DIRECTIONS: readonly Direction[] = ["both", "outbound", "inbound"];
const POLICIES: readonly Policy[] = ["dynamics", "activecampaign", "newest"];

const useStyles = makeStyles({
  fields: {
    display: "grid",
    gridTemplateColumns: "repeat(auto-fit, minmax(min(100%, 16rem), 1fr))",
    gap: tokens.spacingHorizontalL,
    alignItems: "start",
    maxWidth: "44rem",
  },
  control: { minWidth: 0 },
});

interface Props {
  entity: Entity;
  mapping: Mapping;
  faults: readonly FieldFault[];
  onChange: (edit: Edit) => void;
}

/** Whether the entity is synced, in which direction, who wins, and whose new records are. */
export function General({ entity, mapping, faults, onChange }: Props) {
  const styles = useStyles();
  const faultText = useFaultText();
  const { mapping: texts, common } = useTexts();
  return (
    <Section
      title={texts.enabled[entity]}
      text={texts.enabledText}
      aside={
        <Switch
          aria-label={texts.enabled[entity]}
          label={mapping.enabled ? common.on : common.off}
          checked={mapping.enabled}
          onChange={(_, { checked }) => onChange({ kind: "set", part: { enabled: checked } })}
        />
      }
    >
      <div className={styles.fields}>
        <Field label={texts.direction}>
          <Dropdown
            className={styles.control}
            value={texts.directions[mapping.direction]}
            selectedOptions={[mapping.direction]}
            onOptionSelect={(_, { optionValue }) =>
              onChange({ kind: "set", part: { direction: optionValue as Direction } })
            }
          >
            {DIRECTIONS.map((direction) => (
              <Option key={direction} value={direction}>
                {texts.directions[direction]}
              </Option>
            ))}
          </Dropdown>
        </Field>
        <Field label={texts.conflict} hint={texts.conflictText}>
          <Dropdown
            className={styles.control}
            value={texts.conflicts[mapping.conflict]}
            selectedOptions={[mapping.conflict]}
            onOptionSelect={(_, { optionValue }) =>
              onChange({ kind: "set", part: { conflict: optionValue as Policy } })
            }
          >
            {POLICIES.map((policy) => (
              <Option key={policy} value={policy}>
                {texts.conflicts[policy]}
              </Option>
            ))}
          </Dropdown>
        </Field>
        {mapping.direction !== "outbound" && (
          <PersonPicker
            label={texts.owner}
            placeholder={texts.ownerNobody}
            hint={texts.ownerText}
            chosen={mapping.owner ?? null}
            validationMessage={faultText(faults.filter((fault) => fault.field === "owner"))}
            onChoose={(person) =>
              onChange({
                kind: "set",
                part: { owner: person && { id: person.id, kind: "user", name: person.name } },
              })
            }
          />
        )}
      </div>
    </Section>
  );
}
