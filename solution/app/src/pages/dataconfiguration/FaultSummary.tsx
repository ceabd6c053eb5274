import {
  Link,
  makeStyles,
  MessageBar,
  MessageBarBody,
  MessageBarTitle,
  tokens,
} from "@fluentui/react-components";
import type { FieldFault, Fields, Mapping } from "../../api/types";
import { useTexts } from "../../i18n/context";
import { rowOf } from "./editing";
import { useFaultText } from "./FaultText";

const useStyles = makeStyles({
  list: {
    margin: `${tokens.spacingVerticalXS} 0 0`,
    paddingInlineStart: tokens.spacingHorizontalL,
    maxHeight: "12rem",
    overflowY: "auto",
  },
});

interface Props {
  faults: readonly FieldFault[];
  mapping: Mapping;
  fields: Fields;
}

/** All that is wrong, each with the way to its place. */
export function FaultSummary({ faults, mapping, fields }: Props) {
  const styles = useStyles();
  const { mapping: texts } = useTexts();
  const faultText = useFaultText();
  if (faults.length === 0) return null;
  const labels = new Map(fields.activecampaign.map((field) => [field.key, field.label]));

  const placeOf = (fault: FieldFault): { name: string; id: string } | null => {
    const pair = rowOf(fault.field, "fields");
    if (pair !== null) {
      const key = mapping.fields[pair]?.activecampaign ?? "";
      return { name: labels.get(key) ?? key, id: `fields-${pair}` };
    }
    const criterion = rowOf(fault.field, "criteria");
    if (criterion === null) return null;
    return { name: texts.criterion(criterion + 1), id: `criteria-${criterion}` };
  };

  return (
    <MessageBar intent="error" layout="multiline">
      <MessageBarBody>
        <MessageBarTitle>{texts.faults(faults.length)}</MessageBarTitle>
        <ul className={styles.list}>
          {faults.map((fault, number) => {
            const place = placeOf(fault);
            return (
              <li key={number}>
                {place !== null && (
                  <>
                    <Link as="button" inline onClick={() => show(place.id)}>
                      {place.name}
                    </Link>
                    {": "}
                  </>
                )}
                {faultText([fault])}
              </li>
            );
          })}
        </ul>
      </MessageBarBody>
    </MessageBar>
  );
}

function show(id: string): void {
  const row = document.getElementById(id);
  row?.scrollIntoView({ block: "center" });
  row?.querySelector<HTMLElement>("input, select, button")?.focus({ preventScroll: true });
}
