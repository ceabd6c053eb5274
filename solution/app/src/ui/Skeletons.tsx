import { makeStyles, Skeleton, SkeletonItem, tokens } from "@fluentui/react-components";
import { useTexts } from "../i18n/context";

const useStyles = makeStyles({
  root: {
    display: "flex",
    flexDirection: "column",
    gap: tokens.spacingVerticalM,
    padding: tokens.spacingVerticalM,
  },
});

/** Grey lines while something is loaded. */
export function Skeletons({ rows }: { rows: number }) {
  const styles = useStyles();
  const { common } = useTexts();
  return (
    <Skeleton className={styles.root} aria-label={common.loading}>
      {Array.from({ length: rows }, (_, place) => (
        <SkeletonItem key={place} size={24} />
      ))}
    </Skeleton>
  );
}
