/** Of a run that was there, and is asked for again. */
export const runGone = "This run is no longer here: its folder was deleted.";
