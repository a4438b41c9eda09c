/** For a run that was shown before, and was deleted since. */
export const runGone = "This run is no longer here: its folder was deleted.";
