import {
  Accordion,
  AccordionHeader,
  AccordionItem,
  AccordionPanel,
  Badge,
  Link,
  makeStyles,
  Text,
  tokens,
  type BadgeProps,
} from "@fluentui/react-components";
import type { PreviewAction, PreviewChange, PreviewRecord } from "../../api/preview";
import type { Entity, Fields } from "../../api/types";
import { recordAddress } from "../../host/dynamics";
import { useTexts } from "../../i18n/context";
import { DataTable } from "../../ui/DataTable";
import { Explained } from "../../ui/Fault";

const COLOURS: Readonly<Record<PreviewAction, NonNullable<BadgeProps["color"]>>> = {
  create: "success",
  update: "brand",
  none: "informative",
  excluded: "informative",
  problem: "danger",
};

const useStyles = makeStyles({
  head: {
    display: "flex",
    flexWrap: "wrap",
    alignItems: "center",
    gap: tokens.spacingHorizontalS,
    overflowWrap: "anywhere",
  },
  panel: {
    display: "flex",
    flexDirection: "column",
    gap: tokens.spacingVerticalS,
    paddingBottom: tokens.spacingVerticalM,
  },
  muted: { color: tokens.colorNeutralForeground3 },
});

interface Props {
  sample: readonly PreviewRecord[];
  fields: Fields;
  entity: Entity;
}

/** Some records, with what would become of them field by field. */
export function PreviewSample({ sample, fields, entity }: Props) {
  const styles = useStyles();
  const { mapping, dashboard } = useTexts();
  return (
    <section aria-label={mapping.sample}>
      <Text as="h3" size={400} weight="semibold" block>
        {mapping.sample}
      </Text>
      {sample.length === 0 && <Text>{mapping.sampleEmpty}</Text>}
      <Accordion multiple collapsible defaultOpenItems={[0]}>
        {sample.map((record, place) => (
          <AccordionItem key={place} value={place}>
            <AccordionHeader>
              <span className={styles.head}>
                <Badge appearance="tint" color={COLOURS[record.action]}>
                  {mapping.actions[record.action]}
                </Badge>
                <Text weight="semibold">
                  {record.name.trim() === "" ? dashboard.noName : record.name}
                </Text>
              </span>
            </AccordionHeader>
            <AccordionPanel>
              <div className={styles.panel}>
                {record.reason !== null && (
                  <div>
                    <Explained said={record.reason} />
                  </div>
                )}
                {record.changes.length > 0 && <Changes changes={record.changes} fields={fields} />}
                {record.id !== null && (
                  <Link href={recordAddress(entity, record.id)} target="_blank" rel="noopener">
                    {dashboard.openRecord(record.name.trim() || dashboard.noName)}
                  </Link>
                )}
              </div>
            </AccordionPanel>
          </AccordionItem>
        ))}
      </Accordion>
    </section>
  );
}

function Changes({ changes, fields }: { changes: readonly PreviewChange[]; fields: Fields }) {
  const styles = useStyles();
  const { mapping } = useTexts();
  const labels = new Map<string, string>([
    ["optedOut", mapping.optedOut],
    ...fields.activecampaign.map((field) => [field.key, field.label] as const),
  ]);
  const value = (text: string | null) =>
    text === null || text === "" ? (
      <Text className={styles.muted}>{mapping.blank}</Text>
    ) : (
      <Text>{text}</Text>
    );
  return (
    <DataTable
      label={mapping.sample}
      items={changes}
      keyOf={(change) => `${change.side ?? ""} ${change.field}`}
      columns={[
        {
          key: "field",
          header: mapping.changedField,
          bare: true,
          cell: (change) => (
            <>
              <Text weight="semibold" block>
                {labels.get(change.field) ?? change.field}
              </Text>
              {change.side !== undefined && (
                <Text size={200} className={styles.muted}>
                  {mapping.side[change.side]}
                </Text>
              )}
            </>
          ),
        },
        { key: "from", header: mapping.from, cell: (change) => value(change.from) },
        { key: "to", header: mapping.to, cell: (change) => value(change.to) },
      ]}
    />
  );
}
