export { chosenKind, oneKind } from "../../base/oneKind.ts";
