import {
  Input,
  makeStyles,
  MessageBar,
  MessageBarBody,
  MessageBarTitle,
  Text,
  tokens,
} from "@fluentui/react-components";
import { SearchRegular } from "@fluentui/react-icons";
import { useMemo, useState } from "react";
import type { Column, FieldFault, Fields, Mapping } from "../../api/types";
import { useTexts } from "../../i18n/context";
import { useNarrow } from "../../ui/media";
import { Section } from "../../ui/Section";
import { AddFields } from "./AddFields";
import { unmappedRequired } from "./columns";
import { faultsOfRow, type Edit } from "./editing";
import { useFaultText } from "./FaultText";
import { PairRow, usePairStyles } from "./PairRow";

/** From here on a filter helps. */
const MANY = 12;
const NONE: readonly never[] = [];

const useStyles = makeStyles({
  list: { listStyle: "none", margin: 0, padding: 0 },
  head: { color: tokens.colorNeutralForeground3, paddingBottom: tokens.spacingVerticalXS },
  tools: {
    display: "flex",
    flexWrap: "wrap",
    alignItems: "center",
    gap: tokens.spacingHorizontalM,
  },
  search: { width: "16rem", maxWidth: "100%" },
});

interface Props {
  mapping: Mapping;
  fields: Fields;
  faults: readonly FieldFault[];
  onChange: (edit: Edit) => void;
}

/** The field pairs, and what is missing among them. */
export function Pairs({ mapping, fields, faults, onChange }: Props) {
  const styles = useStyles();
  const { grid } = usePairStyles();
  const { mapping: texts } = useTexts();
  const faultText = useFaultText();
  const narrow = useNarrow();
  const [filter, setFilter] = useState("");
  const known = useMemo(() => look(fields), [fields]);
  const missing = unmappedRequired(fields, mapping);
  const mapped = new Set(mapping.fields.map((pair) => pair.activecampaign));
  const ofList = faults.filter((fault) => fault.field === "fields");
  const wanted = filter.trim().toLowerCase();

  return (
    <Section
      title={texts.fields}
      text={texts.fieldsText}
      aside={
        <AddFields
          fields={fields.activecampaign.filter((field) => !mapped.has(field.key))}
          onAdd={(keys) => {
            setFilter("");
            onChange({ kind: "addPairs", keys });
          }}
        />
      }
    >
      {missing.length > 0 && ofList.length === 0 && <Missing columns={missing} />}
      {ofList.map((fault) => (
        <MessageBar key={fault.message} intent="error" layout="multiline">
          <MessageBarBody>{faultText([fault])}</MessageBarBody>
        </MessageBar>
      ))}
      <div className={styles.tools}>
        <Text size={200} role="status">
          {texts.pairCount(mapping.fields.length)}
        </Text>
        {mapping.fields.length > MANY && (
          <Input
            className={styles.search}
            type="search"
            size="small"
            contentBefore={<SearchRegular />}
            placeholder={texts.filterPairs}
            aria-label={texts.filterPairs}
            value={filter}
            onChange={(_, { value }) => setFilter(value)}
          />
        )}
      </div>
      <div>
        {!narrow && (
          <div className={`${grid} ${styles.head}`} aria-hidden>
            <Text size={200}>{texts.acField}</Text>
            <Text size={200}>{texts.dynamicsColumn}</Text>
            <Text size={200}>{texts.direction}</Text>
          </div>
        )}
        <ul className={styles.list} aria-label={texts.fields}>
          {mapping.fields.map((pair, place) => {
            const field = known.fields.get(pair.activecampaign);
            const column = known.columns.get(pair.dynamics);
            const rowFaults = faultsOfRow(faults, "fields", place);
            const shown =
              rowFaults.length > 0 ||
              `${field?.label ?? pair.activecampaign} ${column?.label ?? pair.dynamics}`
                .toLowerCase()
                .includes(wanted);
            return shown ? (
              <PairRow
                key={pair.activecampaign}
                pair={pair}
                place={place}
                field={field}
                column={column}
                columns={known.fitting.get(pair.activecampaign) ?? NONE}
                faults={rowFaults.length === 0 ? NONE : rowFaults}
                onChange={onChange}
              />
            ) : null;
          })}
        </ul>
      </div>
    </Section>
  );
}

function Missing({ columns }: { columns: readonly Column[] }) {
  const { mapping } = useTexts();
  return (
    <MessageBar intent="warning" layout="multiline">
      <MessageBarBody>
        <MessageBarTitle>{mapping.requiredTitle(columns.length)}</MessageBarTitle>
        {mapping.requiredText} {columns.map((column) => column.label).join(", ")}
      </MessageBarBody>
    </MessageBar>
  );
}

/** The fields and columns by name, and the columns that fit each field. */
function look(fields: Fields) {
  const columns = new Map(fields.dynamics.map((column) => [column.name, column]));
  const fitting = new Map(
    Object.entries(fields.compatible).map(([key, names]) => [
      key,
      names.flatMap((name) => columns.get(name) ?? []),
    ]),
  );
  return {
    columns,
    fitting,
    fields: new Map(fields.activecampaign.map((field) => [field.key, field])),
  };
}
