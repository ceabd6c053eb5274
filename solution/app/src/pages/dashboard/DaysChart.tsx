import { makeStyles, Text, tokens } from "@fluentui/react-components";
import type { Dashboard } from "../../api/types";
import { useFormats, useTexts } from "../../i18n/context";
import { useHidden } from "../../ui/hidden";
import { useNarrow } from "../../ui/media";

type Day = Dashboard["events"][number];

const WIDTH = 600;
const HEIGHT = 160;
const FORCED = "@media (forced-colors: active)";

const useStyles = makeStyles({
  figure: { margin: 0 },
  svg: { width: "100%", height: "160px", display: "block" },
  received: { fill: tokens.colorNeutralStrokeAccessible, [FORCED]: { fill: "GrayText" } },
  applied: { fill: tokens.colorBrandBackground, [FORCED]: { fill: "Highlight" } },
  grid: { stroke: tokens.colorNeutralStroke2, strokeWidth: 1, [FORCED]: { stroke: "CanvasText" } },
  days: {
    display: "flex",
    color: tokens.colorNeutralForeground3,
    marginTop: tokens.spacingVerticalXS,
  },
  // A label may be wider than its bar; those beside it are left out.
  day: { flex: "1 1 0", display: "grid", justifyContent: "center", width: 0, whiteSpace: "nowrap" },
  plot: { position: "relative" },
  most: {
    position: "absolute",
    top: "2px",
    insetInlineEnd: 0,
    color: tokens.colorNeutralForeground3,
    backgroundColor: tokens.colorNeutralBackground1,
  },
  legend: {
    display: "flex",
    flexWrap: "wrap",
    gap: tokens.spacingHorizontalL,
    marginBottom: tokens.spacingVerticalS,
  },
  key: { display: "inline-flex", alignItems: "center", gap: tokens.spacingHorizontalXS },
  swatch: { width: "12px", height: "12px", borderRadius: "2px", flexShrink: 0 },
});

/** Events by day: what came, and within it what was applied; the same as a table for those who
    cannot see it. */
export function DaysChart({ days }: { days: readonly Day[] }) {
  const styles = useStyles();
  const hidden = useHidden();
  const { dashboard } = useTexts();
  const formats = useFormats();
  const narrow = useNarrow();
  const most = Math.max(...days.map((day) => Math.max(day.received, day.applied)), 0);
  if (most === 0) return <Text>{dashboard.noEvents}</Text>;
  const slot = WIDTH / days.length;
  const bar = Math.min(slot * 0.64, 48);
  const height = (count: number) => (count / most) * (HEIGHT - 8);
  const every = Math.ceil(days.length / (narrow ? 5 : 14));
  return (
    <figure className={styles.figure}>
      <div className={styles.legend} aria-hidden>
        <Text size={200} className={styles.key}>
          <svg className={styles.swatch}>
            <rect className={styles.received} width="12" height="12" />
          </svg>
          {dashboard.received}
        </Text>
        <Text size={200} className={styles.key}>
          <svg className={styles.swatch}>
            <rect className={styles.applied} width="12" height="12" />
          </svg>
          {dashboard.applied}
        </Text>
      </div>
      <div className={styles.plot}>
        <Text size={200} className={styles.most} aria-hidden>
          {formats.number(most)}
        </Text>
        <svg
          className={styles.svg}
          viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
          preserveAspectRatio="none"
          aria-hidden
        >
          {[0.5, HEIGHT / 2, HEIGHT - 0.5].map((y) => (
            <line key={y} className={styles.grid} x1="0" x2={WIDTH} y1={y} y2={y} />
          ))}
          {days.map((day, place) => {
            const x = place * slot + (slot - bar) / 2;
            const [received, applied] = [height(day.received), height(day.applied)];
            return (
              <g key={day.day}>
                <title>
                  {`${formats.shortDay(day.day)}: ${dashboard.received} ${formats.number(day.received)}, ${dashboard.applied} ${formats.number(day.applied)}`}
                </title>
                <rect
                  className={styles.received}
                  x={x}
                  y={HEIGHT - received}
                  width={bar}
                  height={received}
                />
                <rect
                  className={styles.applied}
                  x={x}
                  y={HEIGHT - applied}
                  width={bar}
                  height={applied}
                />
              </g>
            );
          })}
        </svg>
      </div>
      <div className={styles.days} aria-hidden>
        {days.map((day, place) => (
          <Text key={day.day} size={200} className={styles.day}>
            {place % every === 0 ? formats.shortDay(day.day) : ""}
          </Text>
        ))}
      </div>
      <table className={hidden}>
        <caption>{dashboard.events}</caption>
        <thead>
          <tr>
            <th scope="col">{dashboard.day}</th>
            <th scope="col">{dashboard.received}</th>
            <th scope="col">{dashboard.applied}</th>
          </tr>
        </thead>
        <tbody>
          {days.map((day) => (
            <tr key={day.day}>
              <th scope="row">{formats.shortDay(day.day)}</th>
              <td>{formats.number(day.received)}</td>
              <td>{formats.number(day.applied)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  );
}
