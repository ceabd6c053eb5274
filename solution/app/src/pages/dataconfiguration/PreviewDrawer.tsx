import { makeStyles, Spinner, Text, tokens } from "@fluentui/react-components";
import type { Preview } from "../../api/preview";
import type { Entity, Fields } from "../../api/types";
import { useFormats, useTexts } from "../../i18n/context";
import { Fault } from "../../ui/Fault";
import { SideDrawer } from "../../ui/SideDrawer";
import { PreviewSample } from "./PreviewSample";
import type { Editing } from "./useMapping";

const useStyles = makeStyles({
  body: {
    display: "flex",
    flexDirection: "column",
    gap: tokens.spacingVerticalL,
    paddingBottom: tokens.spacingVerticalXL,
  },
  muted: { color: tokens.colorNeutralForeground3 },
  figures: {
    display: "grid",
    gridTemplateColumns: "repeat(auto-fit, minmax(6.5rem, 1fr))",
    gap: tokens.spacingHorizontalS,
    margin: 0,
  },
  figure: {
    display: "flex",
    flexDirection: "column-reverse",
    padding: `${tokens.spacingVerticalS} ${tokens.spacingHorizontalM}`,
    borderRadius: tokens.borderRadiusMedium,
    backgroundColor: tokens.colorNeutralBackground2,
  },
  count: { margin: 0, fontVariantNumeric: "tabular-nums" },
});

interface Props {
  entity: Entity;
  open: boolean;
  query: Editing["previewing"];
  fields: Fields;
  onClose: () => void;
}

/** The dry run of the mapping as it stands on the page. */
export function PreviewDrawer({ entity, open, query, fields, onClose }: Props) {
  const styles = useStyles();
  const { mapping } = useTexts();
  return (
    <SideDrawer open={open} size="large" title={mapping.previewTitle[entity]} onClose={onClose}>
      <div className={styles.body}>
        <Text className={styles.muted}>{mapping.previewText}</Text>
        {query.isPending && <Spinner label={mapping.previewing} />}
        {query.isError && <Fault fault={query.error} retry={() => query.mutate()} />}
        {query.data !== undefined && (
          <Result preview={query.data} fields={fields} entity={entity} />
        )}
      </div>
    </SideDrawer>
  );
}

function Result({ preview, fields, entity }: { preview: Preview; fields: Fields; entity: Entity }) {
  const styles = useStyles();
  const { mapping } = useTexts();
  const formats = useFormats();
  const figures: [string, number | undefined][] = [
    [mapping.matching, preview.matching],
    [mapping.create, preview.create],
    [mapping.update, preview.update],
    [mapping.noChange, preview.none],
    [mapping.excluded, preview.excluded],
    [mapping.failing, preview.failing],
  ];
  const examined = preview.examined === undefined ? null : formats.number(preview.examined);
  return (
    <>
      {examined !== null && (
        <Text role="status">
          {preview.estimated ? mapping.previewEstimated(examined) : mapping.previewExact(examined)}
        </Text>
      )}
      <dl className={styles.figures}>
        {figures.map(([name, count]) =>
          count === undefined ? null : (
            <div key={name} className={styles.figure}>
              <dt>
                <Text size={200}>{name}</Text>
              </dt>
              <dd className={styles.count}>
                <Text size={500} weight="semibold">
                  {preview.estimated && count > 0 ? "≈ " : ""}
                  {formats.number(count)}
                </Text>
              </dd>
            </div>
          ),
        )}
      </dl>
      <PreviewSample sample={preview.sample} fields={fields} entity={entity} />
    </>
  );
}
