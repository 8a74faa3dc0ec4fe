// What only the desk needs. The desk works without it, with more clicks.
import { acts } from "./desk/acts";
import { advice } from "./desk/advice";
import { combos } from "./desk/combo";
import { finder } from "./desk/finder";
import { rows } from "./desk/rows";
import { viewer } from "./desk/viewer";
import { onEnhance, start } from "./page";

for (const island of [combos, finder, viewer, acts, rows, advice]) onEnhance(island);
start();
