import type { FrequencyHours, SyncSettings, SyncSettingsChange } from "../../api/types";
import { fuseFaults, type FuseTexts } from "./FuseFields";

/** What may be set, as it stands on the page. */
export interface Draft {
  globalSync: boolean;
  frequencyHours: FrequencyHours;
  runAutomations: boolean;
  timeline: boolean;
  fuse: FuseTexts;
}

export function draftOf(settings: SyncSettings): Draft {
  return {
    globalSync: settings.globalSync,
    frequencyHours: settings.frequencyHours,
    runAutomations: settings.initialSync.runAutomations,
    timeline: settings.timeline,
    fuse: {
      changedPercent: String(settings.fuse.changedPercent),
      unsubscribed: String(settings.fuse.unsubscribed),
    },
  };
}

/** What to send so that `settings` become the draft: only what differs. Null if nothing does. */
export function changeOf(settings: SyncSettings, draft: Draft): SyncSettingsChange | null {
  const change: SyncSettingsChange = {};
  if (draft.globalSync !== settings.globalSync) change.globalSync = draft.globalSync;
  if (draft.frequencyHours !== settings.frequencyHours)
    change.frequencyHours = draft.frequencyHours;
  if (draft.runAutomations !== settings.initialSync.runAutomations) {
    change.initialSync = { runAutomations: draft.runAutomations };
  }
  if (draft.timeline !== settings.timeline) change.timeline = draft.timeline;
  const fuse = {
    changedPercent: Number(draft.fuse.changedPercent),
    unsubscribed: Number(draft.fuse.unsubscribed),
  };
  if (
    fuse.changedPercent !== settings.fuse.changedPercent ||
    fuse.unsubscribed !== settings.fuse.unsubscribed
  ) {
    change.fuse = fuse;
  }
  return Object.keys(change).length === 0 ? null : change;
}

export function isValid(draft: Draft): boolean {
  const { changedPercent, unsubscribed } = fuseFaults(draft.fuse);
  return !changedPercent && !unsubscribed;
}
