// Makes plain pages nicer. Every page works without this file.
import { cascade } from "./islands/cascade";
import { confirmation } from "./islands/confirm";
import { copy } from "./islands/copy";
import { count } from "./islands/count";
import { draft } from "./islands/draft";
import { folds } from "./islands/folds";
import { hotkeys } from "./islands/hotkeys";
import { locate } from "./islands/locate";
import { once } from "./islands/once";
import { photos } from "./islands/photos";
import { poll } from "./islands/poll";
import { readAloud } from "./islands/read";
import { toasts } from "./islands/toast";
import { voice } from "./islands/voice";
import { onEnhance, start } from "./page";

document.documentElement.classList.add("js");
for (const island of [
  photos, voice, locate, cascade, draft, once, copy, count, poll, folds, readAloud,
]) onEnhance(island);
confirmation();
hotkeys();
toasts();
start();
