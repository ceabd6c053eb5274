import {
  Button,
  Checkbox,
  Dialog,
  DialogActions,
  DialogBody,
  DialogContent,
  DialogSurface,
  DialogTitle,
  DialogTrigger,
  Input,
  makeStyles,
  Text,
  tokens,
} from "@fluentui/react-components";
import { AddRegular, SearchRegular } from "@fluentui/react-icons";
import { useState } from "react";
import type { AcField } from "../../api/types";
import { useTexts } from "../../i18n/context";

const useStyles = makeStyles({
  content: { display: "flex", flexDirection: "column", gap: tokens.spacingVerticalS },
  list: {
    listStyle: "none",
    margin: 0,
    padding: 0,
    maxHeight: "50vh",
    overflowY: "auto",
    border: `1px solid ${tokens.colorNeutralStroke2}`,
    borderRadius: tokens.borderRadiusMedium,
  },
  item: {
    borderBottom: `1px solid ${tokens.colorNeutralStroke3}`,
    ":last-child": { borderBottom: "none" },
  },
  words: { display: "flex", flexDirection: "column", overflowWrap: "anywhere" },
  muted: { color: tokens.colorNeutralForeground3 },
});

interface Props {
  /** Those that are not mapped yet. */
  fields: readonly AcField[];
  onAdd: (keys: readonly string[]) => void;
}

/** A dialog in which fields of ActiveCampaign are picked, several at once. */
export function AddFields({ fields, onAdd }: Props) {
  const styles = useStyles();
  const { mapping, common } = useTexts();
  const [open, setOpen] = useState(false);
  const [search, setSearch] = useState("");
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const wanted = search.trim().toLowerCase();
  const matching = fields.filter((field) => field.label.toLowerCase().includes(wanted));

  const toggle = (key: string) => {
    const next = new Set(picked);
    if (!next.delete(key)) next.add(key);
    setPicked(next);
  };

  return (
    <Dialog
      open={open}
      onOpenChange={(_, data) => {
        setOpen(data.open);
        setSearch("");
        setPicked(new Set());
      }}
    >
      <DialogTrigger disableButtonEnhancement>
        <Button appearance="primary" icon={<AddRegular />}>
          {mapping.addFields}
        </Button>
      </DialogTrigger>
      <DialogSurface>
        <DialogBody>
          <DialogTitle>{mapping.addFieldsTitle}</DialogTitle>
          <DialogContent className={styles.content}>
            <Input
              type="search"
              contentBefore={<SearchRegular />}
              placeholder={mapping.addFieldsSearch}
              aria-label={mapping.addFieldsSearch}
              value={search}
              onChange={(_, data) => setSearch(data.value)}
            />
            {matching.length === 0 ? (
              <Text>{fields.length === 0 ? mapping.noFieldsLeft : mapping.noFieldsMatch}</Text>
            ) : (
              <ul className={styles.list}>
                {matching.map((field) => (
                  <li key={field.key} className={styles.item}>
                    <Checkbox
                      checked={picked.has(field.key)}
                      onChange={() => toggle(field.key)}
                      label={
                        <span className={styles.words}>
                          <Text>{field.label}</Text>
                          <Text size={200} className={styles.muted}>
                            {mapping.types[field.type] ?? field.type}
                            {field.custom ? ` · ${mapping.custom}` : ""}
                          </Text>
                        </span>
                      }
                    />
                  </li>
                ))}
              </ul>
            )}
          </DialogContent>
          <DialogActions>
            <Button
              appearance="primary"
              disabled={picked.size === 0}
              onClick={() => {
                onAdd(fields.map((field) => field.key).filter((key) => picked.has(key)));
                setOpen(false);
              }}
            >
              {mapping.addSelected(picked.size)}
            </Button>
            <DialogTrigger disableButtonEnhancement>
              <Button>{common.cancel}</Button>
            </DialogTrigger>
          </DialogActions>
        </DialogBody>
      </DialogSurface>
    </Dialog>
  );
}
