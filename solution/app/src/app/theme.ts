import { webDarkTheme, webLightTheme, type Theme } from "@fluentui/react-components";
import { hostBackground } from "../host/dynamics";
import { useMedia } from "../ui/media";

/** As the app around the page is; else as the system is. High contrast is the browser's affair:
    Fluent's controls follow its forced colours. */
export function useTheme(): Theme {
  const systemDark = useMedia("(prefers-color-scheme: dark)");
  return (isDark(hostBackground()) ?? systemDark) ? webDarkTheme : webLightTheme;
}

/** Whether a CSS colour is dark; undefined for none and for one that lets others shine through. */
export function isDark(colour: string | undefined): boolean | undefined {
  const parts = /^rgba?\((\d+), (\d+), (\d+)(?:, ([\d.]+))?\)$/.exec(colour ?? "");
  if (parts === null) return undefined;
  const [red = 0, green = 0, blue = 0] = parts.slice(1, 4).map(Number);
  if (parts[4] !== undefined && Number(parts[4]) < 1) return undefined;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue < 128;
}
